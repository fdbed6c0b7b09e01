import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { HERE } from '#core/files/temporary-name'
import { openRoomFolder } from './room-folder.ts'
import { until } from '../../tests/support/until.ts'

/** As a process of another machine, or of another container, names itself. */
const ELSEWHERE = HERE === '00000000' ? '11111111' : '00000000'
const A_DAY_AND_MORE = 25 * 3600

/** No process has it: the largest that Linux gives is 4194304 (proc(5)). */
const NOBODY = 99_999_999

async function parentFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'jwt-sandbox-'))
  onTestFinished(() => rm(parent, { recursive: true }))
  return parent
}

test('what rooms have left that were killed is taken away, and nothing else', async () => {
  const parent = await parentFolder()
  const left = [`jwt-workshop-${NOBODY}-${HERE}-abcDEF`, `jwt-workshop-${process.pid}-${HERE}-abcDEF`]
  const others = [
    `jwt-workshop-${process.ppid}-${HERE}-abcDEF`,
    `jwt-workshop-${NOBODY}-${ELSEWHERE}-abcDEF`,
    'jwt-workshop',
    `jwt-workshop-${NOBODY}-${HERE}-abcDEF.old`,
    'keys',
  ]
  for (const folder of [...left.map((name) => join(parent, name)), ...others.map((name) => join(parent, name))]) {
    await mkdir(folder)
    await writeFile(join(folder, 'key.pem'), 'a key')
  }
  const { path, close } = await openRoomFolder(parent, systemClock)
  expect(path).toContain(`jwt-workshop-${process.pid}-${HERE}-`)
  expect((await readdir(parent)).sort()).toEqual([...others, path.slice(parent.length + 1)].sort())
  await close()
  expect((await readdir(parent)).sort()).toEqual(others.sort())
})

test('a link of such a name is followed nowhere', async () => {
  const parent = await parentFolder()
  await mkdir(join(parent, 'precious'))
  await writeFile(join(parent, 'precious', 'file'), 'kept')
  await symlink(join(parent, 'precious'), join(parent, `jwt-workshop-${NOBODY}-${HERE}-abcDEF`))
  await (await openRoomFolder(parent, systemClock)).close()
  expect(await readdir(join(parent, 'precious'))).toEqual(['file'])
})

test.each([`${NOBODY}-${ELSEWHERE}`, String(NOBODY)])(
  'what a room elsewhere has left (%s) goes after a day in which it said nothing',
  async (name) => {
    const parent = await parentFolder()
    const left = join(parent, `jwt-workshop-${name}-abcDEF`)
    await mkdir(left)
    await (await openRoomFolder(parent, systemClock)).close()
    expect(await readdir(parent)).toHaveLength(1)
    const then = systemClock.now() / 1000 - A_DAY_AND_MORE
    await utimes(left, then, then)
    await (await openRoomFolder(parent, systemClock)).close()
    expect(await readdir(parent)).toEqual([])
  },
)

test('a room that goes on says so, and takes nothing from another one of its process', async () => {
  const parent = await parentFolder()
  const clock = manualClock('2026-02-03T10:00:00.000Z')
  const first = await openRoomFolder(parent, clock)
  clock.advance({ minutes: 1 })
  await until('it has said so', async () => (await stat(first.path)).mtimeMs === clock.now())
  const second = await openRoomFolder(parent, clock)
  expect(await readdir(parent)).toHaveLength(2)
  await Promise.all([first.close(), second.close()])
})
