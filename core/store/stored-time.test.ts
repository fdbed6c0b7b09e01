import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock, type ManualClock } from '../clock.ts'
import { openSqliteStore, STORE_FILE } from './sqlite-store.ts'

const START = Date.parse('2026-01-01T00:00:00Z')
const HOUR = 3_600_000
const DAY = 24 * HOUR

async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'stored-time-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const told: unknown[] = []
  const open = (clock: ManualClock) =>
    openSqliteStore(folder, clock, (event, { last, now }) => void told.push([event, last, now]))
  const rows = () => {
    const database = new DatabaseSync(join(folder, STORE_FILE))
    const count = Number(database.prepare('select count(*) as rows from kv').get()?.['rows'])
    database.exec("delete from kv where space = 'other'")
    database.close()
    return count
  }
  const forgetTime = () => {
    const database = new DatabaseSync(join(folder, STORE_FILE))
    database.exec('drop table time')
    database.close()
  }
  return { open, told, rows, forgetTime }
}

/** Enough for several purges. */
async function writeMuch(store: Awaited<ReturnType<typeof openSqliteStore>>, clock: ManualClock) {
  for (let at = 0; at < 600; at++) await store.set('other', `${at}`, 'v', clock.now() - 1)
}

test.each([
  ['', false],
  [', and the file is of an earlier version', true],
])('a start with a clock that is days ahead forgets nothing that lives%s', async (_what, isOld) => {
  const { open, forgetTime } = await setUp()
  const first = await open(manualClock(START))
  const expiresAt = START + HOUR
  await first.add('spent', 'id', 'v', expiresAt)
  await first.set('revoked', 'id', 'v', expiresAt)
  await first.close()
  if (isOld) forgetTime()
  for (const days of [3, 30]) {
    const ahead = manualClock(START + days * DAY) // and a second start like it
    const wrong = await open(ahead)
    await writeMuch(wrong, ahead)
    await wrong.close()
  }
  const right = await open(manualClock(START + HOUR - 1))
  expect(await right.add('spent', 'id', 'v', expiresAt)).toBe(false)
  expect(await right.get('revoked', 'id')).toBe('v')
  await right.close()
})

test('what has expired goes all the same, once a process has run for two days in all, however often it was started', async () => {
  const { open, rows } = await setUp()
  const first = await open(manualClock(START))
  for (let at = 0; at < 100; at++) await first.set('spent', `${at}`, 'v', START + HOUR)
  await first.close()
  for (let start = 1; start <= 8; start++) {
    const clock = manualClock(START + start * 30 * DAY) // a month later, for six hours and a bit
    const store = await open(clock)
    clock.advance({ hours: 6.5 })
    await writeMuch(store, clock)
    await store.close()
    if (start < 4) expect(rows(), `start ${start}`).toBeGreaterThanOrEqual(100)
  }
  expect(rows()).toBeLessThanOrEqual(600)
})

test('a store that was used at a later date is noticed, once, and so is one that was used long ago', async () => {
  const { open, told } = await setUp()
  const use = async (at: number) => (await open(manualClock(at))).close()
  await use(START)
  await use(START + DAY) // nothing odd: nobody worked on Sunday
  expect(told).toEqual([])
  await use(START + 2 * DAY + 1)
  await use(START + DAY)
  await use(START + DAY)
  await use(START + DAY - 60_000)
  const [a, b, c] = [DAY, 2 * DAY + 1, DAY].map((after) => new Date(START + after).toISOString())
  expect(told).toEqual([
    ['store-date-leapt', a, b],
    ['store-date-ahead', b, c],
  ])
})

test('a file whose time no clock could have written is opened', async () => {
  const { open, told, rows } = await setUp()
  await (await open(manualClock(START))).close()
  expect(rows()).toBe(0)
  const store = await open(manualClock(8.64e15 * 2))
  await store.close()
  await (await open(manualClock(START))).close()
  expect(told.map((line) => (line as string[])[0])).toEqual(['store-date-leapt', 'store-date-ahead'])
})
