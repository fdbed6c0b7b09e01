import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { leaveBehind } from '../../tests/support/leftovers.ts'
import { manualClock, systemClock } from '../clock.ts'
import { removeLeftovers } from './leftovers.ts'
import { finalName, isTemporary, temporaryName } from './temporary-name.ts'

const clock = manualClock('2026-01-01T00:00:00Z')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leftovers-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The id of no process: it is beyond those of any system. */
const NOBODY = 2 ** 31 - 2

const writtenBy = (pid: number, file: string) => temporaryName(file).replace(`.${process.pid}-`, `.${pid}-`)

const left = async () => (await readdir(folder)).filter((name) => !name.startsWith('.lock'))

test('what a write left that was cut short is removed once it is older than a minute', async () => {
  await leaveBehind(folder, 'jwks.json', clock)
  await leaveBehind(folder, 'client-secret', clock)
  const young = await leaveBehind(folder, 'jwks.json', clock, 60_000)
  await removeLeftovers(folder, clock)
  expect(await left()).toEqual([young])
})

test('what a process left that has ended is removed at once, however young; what one writes that runs stays', async () => {
  const names = [temporaryName('ca.pem'), ...['ca.pem', 'servicea.kid.json'].map((name) => writtenBy(NOBODY, name))]
  const here = writtenBy(process.ppid, 'clients.json')
  const elsewhere = writtenBy(NOBODY, 'client-secret').replace(/-[\da-f]{8}\./, '-00000000.')
  for (const name of [...names, here, elsewhere]) await writeFile(join(folder, name), 'half of it')
  await removeLeftovers(folder, manualClock(systemClock.now()))
  expect((await left()).sort()).toEqual([names[0], here, elsewhere].sort())
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

test('the name of a file that is being written tells what it will be', () => {
  for (const name of ['ca.pem', '@.kid.json', '.x']) {
    expect(isTemporary(temporaryName(name))).toBe(true)
    expect(finalName(temporaryName(name))).toBe(name)
    expect(finalName(name)).toBe(name)
  }
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
