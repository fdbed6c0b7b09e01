import { expect, test } from 'vitest'
import { createFaultRules, ruleSchema, TLS, type FaultRuleInput } from './fault-rules.ts'

const TRACE = 'a'.repeat(32)
const OTHER_TRACE = 'b'.repeat(32)

function rulesWith(...rules: FaultRuleInput[]) {
  const faults = createFaultRules()
  for (const rule of rules) faults.add(ruleSchema.parse(rule))
  const take = (on: string, from?: string, trace?: string) => faults.take({ on, from, trace })?.id
  return { faults, take, list: () => faults.list().map(({ seen, applied }) => [seen, applied]) }
}

const down = { status: 500 } as const
const anyTimes = <Taken>(times: number, take: () => Taken) => Array.from({ length: times }, take)

test('an id that somebody chose is the id, and the numbers of the others go on', () => {
  const { faults, list } = rulesWith({ on: 'jwks', effect: down }, { id: 'outage', on: 'jwks', effect: down })
  faults.add(ruleSchema.parse({ on: 'jwks', effect: down }))
  expect(faults.list().map(({ id }) => id)).toEqual(['f1', 'outage', 'f3'])
  expect(() => faults.add(ruleSchema.parse({ id: 'outage', on: '*', effect: down }))).toThrow(/"outage" already/)
  expect(list()).toHaveLength(3)
})

test('of several that fit the first counts, and the others do not count the request', () => {
  const { take, list } = rulesWith(
    { on: 'token', effect: down },
    { on: 'jwks', effect: down },
    { on: '*', effect: down },
  )
  expect([take('jwks'), take('token'), take('verify')]).toEqual(['f2', 'f1', 'f3'])
  expect(list()).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
  ])
})

test('a fault of all routes is none of the certificate', () => {
  const { take } = rulesWith({ on: '*', effect: down }, { on: TLS, effect: { certificate: 'expired' } })
  expect(take(TLS)).toBe('f2')
})

test('times: so often and no more, and its counts stay to be read; then the next one has its turn', () => {
  const { take, list } = rulesWith({ on: 'jwks', times: 2, effect: down }, { on: 'jwks', effect: { hang: true } })
  expect(anyTimes(4, () => take('jwks'))).toEqual(['f1', 'f1', 'f2', 'f2'])
  expect(list()).toEqual([
    [2, 2],
    [2, 2],
  ])
})

test('after: so many pass, then it counts, so often as it may', () => {
  const { take, list } = rulesWith({ on: 'jwks', after: 2, times: 1, effect: down })
  expect(anyTimes(5, () => take('jwks'))).toEqual([undefined, undefined, 'f1', undefined, undefined])
  expect(list()).toEqual([[3, 1]])
})

/** Which of a thousand requests are met. */
function metWith(seed: number): boolean[] {
  const { take, list } = rulesWith({ on: 'jwks', chance: 0.3, seed, effect: down })
  const met = anyTimes(1000, () => take('jwks') !== undefined)
  expect(list()).toEqual([[1000, met.filter(Boolean).length]])
  return met
}

test('chance: about as often as it says, and the same seed decides the same way again', () => {
  const [one, again, other] = [metWith(1), metWith(1), metWith(2)]
  expect(one).toEqual(again)
  expect(one).not.toEqual(other)
  for (const taken of [one, other]) {
    const share = taken.filter(Boolean).length
    expect(share).toBeGreaterThan(220)
    expect(share).toBeLessThan(380)
  }
})

test.each([
  [0, 0],
  [1, 100],
])('a chance of %d is no chance: %d of 100', (chance, count) => {
  const { take } = rulesWith({ on: 'jwks', chance, effect: down })
  expect(anyTimes(100, () => take('jwks')).filter(Boolean)).toHaveLength(count)
})

test('from and trace: whoever else asks is not seen', () => {
  const { take, list } = rulesWith(
    { on: 'jwks', from: 'serviceb', effect: down },
    { on: 'jwks', trace: TRACE, effect: down },
  )
  expect(take('jwks', 'serviceb', OTHER_TRACE)).toBe('f1')
  expect(take('jwks', 'servicec', TRACE)).toBe('f2')
  expect(take('jwks', 'servicec', OTHER_TRACE)).toBeUndefined()
  expect(take('jwks')).toBeUndefined()
  expect(list()).toEqual([
    [1, 1],
    [1, 1],
  ])
})

test('ids are never used again, whatever was taken back', () => {
  const { faults } = rulesWith({ on: 'jwks', effect: down }, { on: 'jwks', effect: down })
  expect(faults.remove('f2')).toBe(true)
  expect(faults.remove('f2')).toBe(false)
  faults.clear()
  expect(faults.isEmpty).toBe(true)
  expect(faults.add(ruleSchema.parse({ on: 'jwks', effect: down })).id).toBe('f3')
})

test('whoever watches hears of every change, and of nothing else', () => {
  const { faults, take } = rulesWith()
  let changes = 0
  faults.watch(() => changes++)
  const { id } = faults.add(ruleSchema.parse({ on: 'jwks', effect: down }))
  take('jwks')
  expect(changes).toBe(1)
  faults.remove(id)
  faults.remove(id)
  expect(changes).toBe(2)
  faults.clear()
  expect(changes).toBe(3)
})

test('there is an end to how many there are', () => {
  const { faults } = rulesWith(...anyTimes(200, () => ({ on: 'jwks', effect: down })))
  expect(() => faults.add(ruleSchema.parse({ on: 'jwks', effect: down }))).toThrow(/200 faults already/)
  expect(faults.list()).toHaveLength(200)
})

const saying = (on: string): FaultRuleInput => ({ id: on, on, effect: { status: 500, body: '€'.repeat(6000) } })

test('there is an end to what all of them say, in bytes, and room again where one is taken back', () => {
  const { faults } = rulesWith(...Array.from({ length: 11 }, (_, at) => saying(`f-${at}`)))
  const add = (rule: FaultRuleInput) => faults.add(ruleSchema.parse(rule)).id
  expect(() => add(saying('more'))).toThrow(expect.objectContaining({ type: 'control-full' }))
  expect(() => add({ ...saying('head'), effect: { status: 500, headers: longHeaders } })).toThrow(
    /200000 bytes at most/,
  )
  expect(add({ id: 'silent', on: 'jwks', effect: down })).toBe('silent')
  faults.remove('f-3')
  expect(add(saying('more'))).toBe('more')
  expect(() => add(saying('again'))).toThrow(/200000 bytes at most/)
  faults.clear()
  expect(add(saying('again'))).toBe('again')
})

const longHeaders = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`x-${at}`, 'v'.repeat(1000)]))

test.each<[string, object]>([
  ['no route', { effect: down }],
  ['no effect', { on: 'jwks' }],
  ['a word that nobody knows', { on: 'jwks', effect: down, until: 3 }],
  ['a trace id in capital letters', { on: 'jwks', trace: 'A'.repeat(32), effect: down }],
  ['never', { on: 'jwks', times: 0, effect: down }],
  ['half a time', { on: 'jwks', times: 1.5, effect: down }],
  ['before the first', { on: 'jwks', after: -1, effect: down }],
  ['more than certain', { on: 'jwks', chance: 1.1, effect: down }],
  ['a very long name', { on: 'x'.repeat(61), effect: down }],
])('%s is refused', (_what, rule) => {
  expect(ruleSchema.safeParse(rule).success).toBe(false)
})
