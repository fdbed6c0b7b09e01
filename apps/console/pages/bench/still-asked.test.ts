import { expect, test } from 'vitest'
import type { BenchState } from './bench-state.ts'
import { isStillAsked, withoutEarlier } from './still-asked.ts'

const destinations = ['Service B', 'Service C'].map((label) => ({ to: 'serviceb', scenario: 1, label }))
const STATE = {
  text: 'a.b.c',
  keys: { from: 'ring', value: 'servicea' },
  expected: { issuer: 'i' },
  destination: 0,
  choices: { destinations },
  checked: { isGood: true },
  sent: { status: 200 },
} as unknown as BenchState // no more of it is looked at

test.each<[string, Partial<BenchState>, string[]]>([
  ['another token', { text: 'd.e.f' }, ['checked', 'sent']],
  ['other expectations', { expected: { ...STATE.expected, audience: 'b' } }, ['checked']],
  ['other keys', { keys: { from: 'pasted', value: '' } }, ['checked']],
  ['another way to come', { brought: 'no-token' }, ['sent']],
  ['another destination', { destination: 1 }, ['sent']],
  ['another tab', { tab: 'send' }, []],
])('%s takes away what was said of the earlier one, and nothing else', (_what, change, gone) => {
  const after = { ...STATE, ...withoutEarlier(STATE, change) }
  expect((['checked', 'sent'] as const).filter((name) => after[name] === undefined)).toEqual(gone)
  expect(after).toMatchObject(change)
})

test('a destination that moves in its list is the same', () => {
  const moved = { destination: 1, choices: { ...STATE.choices, destinations: destinations.toReversed() } }
  expect(isStillAsked('send', STATE, { ...STATE, ...moved })).toBe(true)
})

test.each<[Partial<BenchState>, boolean]>([
  [{ text: 'd.e.f' }, false],
  [{ expected: { ...STATE.expected } }, false],
  [{ tab: 'send' }, true],
])('%j: whoever waits for a check waits on, or not', (change, waits) => {
  const waiting: BenchState = { ...STATE, waitsFor: 'check' }
  const after = { ...waiting, ...withoutEarlier(waiting, change) }
  expect([after.waitsFor === 'check', isStillAsked('check', waiting, after)]).toEqual([waits, waits])
})

test('what has come is shown beside what was asked', () => {
  const checked = { isGood: false } as BenchState['checked'] & object // no more of it is looked at
  expect(withoutEarlier(STATE, { checked, waitsFor: undefined })).toEqual({ checked, waitsFor: undefined })
})
