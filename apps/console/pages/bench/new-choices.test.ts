import { expect, test } from 'vitest'
import type { BenchChoices } from './bench-state.ts'
import { withNewChoices } from './new-choices.ts'

const FIXED = [
  { kind: 'service', name: 'servicea', label: 'Service A, with its own key' },
  { kind: 'stranger', label: 'a stranger' },
] as const
const choices = (rings: string[], more: Partial<BenchChoices> = {}): BenchChoices => ({
  rings,
  issuers: [],
  presets: [],
  signers: [...rings.map((name) => ({ kind: 'ring' as const, name, label: `the ring ${name}` })), ...FIXED],
  destinations: ['B', 'C'].map((label) => ({ to: 'serviceb' as const, scenario: 1, label })),
  now: 0,
  ...more,
})
const chosenIn = ({ choices: { signers, destinations }, signer, destination }: ReturnType<typeof withNewChoices>) => [
  signers[signer]?.label,
  destinations[destination]?.label,
]

const keys = { from: 'ring', value: 'a' } as const

test('who signs and who is sent to stays the same, however the lists change', () => {
  const state = { keys, choices: choices(['a', 'c']), signer: 3, destination: 1 }
  expect(chosenIn(withNewChoices(state, choices(['a', 'b', 'c'])))).toEqual(['a stranger', 'C'])
  expect(chosenIn(withNewChoices(state, choices([])))).toEqual(['a stranger', 'C'])
})

test('who signed before a name was chosen stays the same, too', () => {
  const goodOne = { header: '{}', payload: '{}', signer: 1, isExact: false }
  const state = { keys, choices: choices(['a', 'c']), signer: 3, destination: 1, goodOne }
  expect(withNewChoices(state, choices(['a', 'b', 'c'])).goodOne).toEqual({ ...goodOne, signer: 2 })
  expect(withNewChoices({ ...state, goodOne: undefined }, choices([])).goodOne).toBeUndefined()
})

test('who is gone signs no more: the first of all is chosen', () => {
  const state = { keys, choices: choices(['a', 'c']), signer: 1, destination: 0 }
  expect(chosenIn(withNewChoices(state, choices(['a'])))).toEqual(['the ring a', 'B'])
})

test('while the factory is away its rings stay, with the time as it is now, and why they are old', () => {
  const state = { keys, choices: choices(['a', 'c']), signer: 1, destination: 0 }
  const away = choices([], { trouble: 'jwt-factory cannot be reached', now: 9 })
  const kept = withNewChoices(state, away)
  expect(chosenIn(kept)).toEqual(['the ring c', 'B'])
  expect([kept.choices.rings, kept.choices.trouble, kept.choices.now]).toEqual([['a', 'c'], away.trouble, 9])
  expect(withNewChoices(kept, choices(['a', 'c'])).choices.trouble).toBeUndefined()
})

test('where no ring was known, the first that is told is the one that is seen to be chosen', () => {
  const state = { keys: { from: 'ring', value: '' } as const, choices: choices([]), signer: 0, destination: 0 }
  expect(withNewChoices(state, choices(['a', 'c'])).keys).toEqual(keys)
  expect(withNewChoices({ ...state, keys: { from: 'url', value: '' } }, choices(['a'])).keys.from).toBe('url')
})
