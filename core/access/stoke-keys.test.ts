import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { silent } from '../trace/recorder.ts'
import { createStokeKeys } from './stoke-keys.ts'

const START = Date.parse('2026-11-27T00:00:00Z')
const CONTEXT = { trace: { traceId: 'a'.repeat(32), parentId: undefined, sampled: false }, recorder: silent, deadline: Infinity } // prettier-ignore

const jwk = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })
const [FIRST, SECOND] = [jwk(), jwk()]
const at = (time: string) => `2026-11-27T${time}Z`

/** A client, and a key server whose answer a test chooses; an error is what it throws. */
function openClient(answer: unknown) {
  const clock = manualClock(START)
  const world = { answer, fetches: 0, logged: [] as unknown[] }
  const keys = createStokeKeys({
    async fetchKeySet() {
      world.fetches++
      if (world.answer instanceof Error) throw world.answer
      return world.answer
    },
    now: clock.now,
    log: { warn: (fields, event) => void world.logged.push({ event, ...fields }) },
  })
  return { clock, world, keys, count: async () => (await keys.keysFor(CONTEXT)).length }
}

test('A.8: the set is fetched when the first token comes, and again once its exp has passed, not before', async () => {
  const { clock, world, count } = openClient({ exp: at('02:15:00'), keys: [FIRST] })
  expect([await count(), await count(), world.fetches]).toEqual([1, 1, 1])
  world.answer = { exp: at('03:00:00.1'), keys: [FIRST, SECOND] }
  clock.set(at('02:15:00'))
  expect([await count(), world.fetches]).toEqual([1, 1])
  clock.set(at('02:15:00.001'))
  expect([await count(), await count(), world.fetches]).toEqual([2, 2, 2])
  clock.set(at('03:00:00.1'))
  expect([await count(), world.fetches]).toEqual([2, 2])
})

test('a key that was withdrawn is believed until then', async () => {
  const { clock, world, count } = openClient({ exp: at('02:15:00'), keys: [FIRST, SECOND] })
  expect(await count()).toBe(2)
  world.answer = { exp: at('04:00:00'), keys: [SECOND] }
  clock.set(at('02:14:59'))
  expect(await count()).toBe(2)
  clock.set(at('02:16:00'))
  expect(await count()).toBe(1)
})

test.each<[string, unknown]>([
  ['the server is away', new Error('connect ECONNREFUSED')],
  [
    'a key that nobody can read',
    { exp: at('05:00:00'), keys: [SECOND, { kty: 'EC', crv: 'P-256', x: 'AAAA', y: 'AAAA' }] },
  ],
  ['a text in place of the set', 'nothing here'],
  ['a number for exp', { exp: 1_900_000_000, keys: [SECOND] }],
])(
  'where new keys cannot be had, those of before are believed, and it is asked for once a second: %s',
  async (_name, answer) => {
    const { clock, world, count } = openClient({ exp: at('02:15:00'), keys: [FIRST] })
    await count()
    world.answer = answer
    clock.set(at('02:16:00'))
    expect([await count(), await count(), world.fetches]).toEqual([1, 1, 2])
    expect(world.logged).toEqual([expect.objectContaining({ event: 'stoke-keys-not-fetched', kept: 1 })])
    clock.advance({ seconds: 1 })
    expect([await count(), world.fetches]).toEqual([1, 3])
  },
)

test('who never had any keys cannot decide, and does not ask for each request', async () => {
  const { clock, world, keys, count } = openClient(new Error('connect ECONNREFUSED'))
  for (let times = 0; times < 3; times++) await expect(keys.keysFor(CONTEXT)).rejects.toThrow('ECONNREFUSED')
  expect(world.fetches).toBe(1)
  world.answer = { exp: at('02:15:00'), keys: [FIRST] }
  clock.advance({ seconds: 1 })
  expect(await count()).toBe(1)
})

test('an answer without keys is a set without keys, and is asked for again: it has no exp either', async () => {
  const { clock, world, count } = openClient({})
  expect([await count(), world.fetches]).toEqual([0, 1])
  clock.advance({ seconds: 1 })
  expect([await count(), world.fetches]).toEqual([0, 2])
})

test('requests that come together wait for one fetch', async () => {
  const { world, count } = openClient({ exp: at('02:15:00'), keys: [FIRST] })
  expect(await Promise.all([count(), count(), count()])).toEqual([1, 1, 1])
  expect(world.fetches).toBe(1)
})

test('a clock that is set back is no reason to wait', async () => {
  const { clock, world, count } = openClient({ exp: at('02:15:00'), keys: [FIRST] })
  clock.set(at('12:00:00'))
  await count()
  world.answer = { exp: at('02:15:00'), keys: [FIRST, SECOND] }
  clock.set(at('10:00:00'))
  expect([await count(), world.fetches]).toEqual([2, 2])
})
