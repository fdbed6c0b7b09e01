import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { leaveBehind } from '../../tests/support/leftovers.ts'
import { manualClock } from '../clock.ts'
import { removeLeftovers } from './leftovers.ts'
import { isTemporary } from './private-file.ts'

const clock = manualClock('2026-01-01T00:00:00Z')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leftovers-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const left = async () => (await readdir(folder)).filter((name) => !name.startsWith('.lock'))

test('what a write left that was cut short is removed once it is older than a minute', async () => {
  await leaveBehind(folder, 'jwks.json', clock)
  await leaveBehind(folder, 'client-secret', clock)
  const young = await leaveBehind(folder, 'jwks.json', clock, 60_000)
  await removeLeftovers(folder, clock)
  expect(await left()).toEqual([young])
})

test('what is dated ahead is no younger: a clock was wrong when it was written', async () => {
  await leaveBehind(folder, 'jwks.json', clock, -3_600_000)
  const soon = await leaveBehind(folder, 'jwks.json', clock, -60_000)
  await removeLeftovers(folder, clock)
  expect(await left()).toEqual([soon])
})

test('foreign files stay, however old and whatever their names end with', async () => {
  const names = ['notes.tmp', 'jwks.json.0c1d-7e.tmp', `.${randomUUID()}.tmp`, `jwks.json.${randomUUID()}.tmp.txt`]
  for (const name of names) {
    await writeFile(join(folder, name), 'mine')
    await utimes(join(folder, name), 0, 0)
  }
  await mkdir(join(folder, `folder.${randomUUID()}.tmp`))
  await utimes(join(folder, (await left()).find((name) => name.startsWith('folder.')) ?? ''), 0, 0)
  const before = await left()
  await removeLeftovers(folder, clock)
  expect(await left()).toEqual(before)
  expect(await readdir(folder)).toEqual(before) // and there was nothing to lock for
})

test('a file that is in its place is never taken for one that is not', () => {
  expect(isTemporary(`a.json.${randomUUID()}.tmp`)).toBe(true)
  for (const name of ['a.json', `a.${randomUUID()}.json`, `a.json.${randomUUID()}`, `${randomUUID()}.tmp`])
    expect(isTemporary(name)).toBe(false)
})

test('a folder that is not there, or that is none, is no reason not to start', async () => {
  await removeLeftovers(join(folder, 'nowhere'), clock)
  await writeFile(join(folder, 'file'), '')
  await removeLeftovers(join(folder, 'file'), clock)
  const name = await leaveBehind(folder, 'gone', clock)
  await rm(join(folder, name))
  await symlink(join(folder, 'nowhere'), join(folder, name))
  await removeLeftovers(folder, clock)
  expect(await left()).toEqual(['file', name])
})
