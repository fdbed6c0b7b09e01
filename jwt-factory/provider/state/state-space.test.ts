import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { createStateSpace, LARGEST_STATE } from './state-space.ts'

const MINUTE = 60_000

function open({ isForStrangers = false, mostBytes = 20_000 } = {}) {
  const machine = manualClock('2026-11-27T08:00:00Z')
  const moved = manualClock('2026-11-27T08:00:00Z')
  const store = createMemoryStore(moved)
  const make = () => createStateSpace({ store, machine, name: 'things', mostBytes, isForStrangers })
  const bytes = async () => (await store.list('things')).reduce((sum, [key, text]) => sum + key.length + text.length, 0)
  return { machine, moved, store, space: make(), other: make(), bytes, soon: machine.now() + 10 * MINUTE }
}

const payload = (at: number) => ({ at, more: 'x'.repeat(900) })

/** @returns how many found room */
async function fill(
  { space, soon }: Pick<ReturnType<typeof open>, 'space' | 'soon'>,
  count: number,
  name = 'a',
): Promise<number> {
  let found = 0
  for (let at = 0; at < count; at++) await space.put(`${name}${at}`, payload(at), soon).then(() => found++, (error: unknown) => expect(error).toMatchObject({ type: 'cannot-decide', headers: { 'retry-after': '10' } })) // prettier-ignore
  return found
}

test('who comes when there is no room is told so, and finds room when others have ended', async () => {
  const opened = open()
  const { space, machine, bytes } = opened
  expect(await fill(opened, 100)).toBe(21)
  expect(await bytes()).toBeLessThanOrEqual(20_000)
  expect(await space.get('a0')).toBeDefined()
  machine.advance({ milliseconds: 10 * MINUTE })
  expect(await space.get('a0')).toBeUndefined()
  await space.put('b', payload(0), machine.now() + MINUTE)
  expect(await bytes()).toBeLessThan(2000) // what has ended is gone
})

test('of strangers, what was left lying makes room, and who came a moment ago keeps the place', async () => {
  const opened = open({ isForStrangers: true })
  const { space, machine } = opened
  await fill(opened, 100)
  machine.advance({ milliseconds: 2000 })
  expect(await fill(opened, 1, 'b')).toBe(0)
  machine.advance({ milliseconds: 2 * MINUTE })
  expect(await fill(opened, 1, 'b')).toBe(1)
  expect([await space.get('a0'), (await space.get('a19')) !== undefined]).toEqual([undefined, true])
})

test('of people, nothing makes room: nobody loses a session because others come', async () => {
  const opened = open()
  await fill(opened, 100)
  opened.machine.advance({ milliseconds: 2 * MINUTE })
  expect(await fill(opened, 10, 'b')).toBe(0)
  expect(await opened.space.get('a0')).toBeDefined()
})

test('one person who fills a room loses what they left lying; others find room, and lose nothing', async () => {
  const mostBytes = 200_000
  const { space, soon, machine, store } = open({ mostBytes })
  await space.put('of-other', { accountId: '2', at: 0 }, soon)
  const put = (key: string, accountId: string) => space.put(key, { accountId, ...payload(0) }, soon)
  for (let at = 0; at < 400; at++) {
    machine.advance({ milliseconds: 20 })
    await put(`a${at}`, '1').catch(() => {})
    if (at % 10 === 0) await put(`b${at}`, `3${at}`)
  }
  const own = (await store.list('things')).filter(([key]) => key.startsWith('a'))
  expect(own.reduce((sum, [key, text]) => sum + key.length + text.length, 0)).toBeLessThanOrEqual(mostBytes / 4)
  expect([await space.get('a0'), (await space.get('b0')) !== undefined]).toEqual([undefined, true])
  expect(await space.get('of-other')).toBeDefined()
  machine.advance({ milliseconds: 2000 })
  await put('a-last', '1') // they log in again, too
})

test('two factories on one store have the room of one', async () => {
  const opened = open()
  const { other, soon, machine, bytes } = opened
  await fill(opened, 15)
  await fill({ space: other, soon }, 100, 'b')
  machine.advance({ milliseconds: 31_000 })
  await fill(opened, 100, 'c')
  expect(await bytes()).toBeLessThanOrEqual(20_000)
})

test('a clock that is moved ends nothing', async () => {
  const { space, moved, soon } = open()
  await space.put('a', payload(1), soon)
  moved.advance({ days: 30 })
  expect((await space.get('a'))?.payload).toEqual(payload(1))
})

test('one of many who replace the same wins, and one that is too large is none', async () => {
  const { space, other, soon } = open({ mostBytes: 100_000 })
  await space.put('a', payload(1), soon)
  const entry = await space.get('a')
  if (!entry) throw new Error('it is there')
  const outcomes = await Promise.all(
    [space, other, space].map((each, at) => each.replace('a', entry, payload(at), soon)),
  )
  expect(outcomes.filter(Boolean)).toHaveLength(1)
  await expect(space.put('b', { more: 'x'.repeat(LARGEST_STATE) }, soon)).rejects.toMatchObject({ type: 'too-large' })
})
