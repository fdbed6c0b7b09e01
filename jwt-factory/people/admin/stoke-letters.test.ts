import { expect, test } from 'vitest'
import { ADMIN_ACTIONS, mayAdminister, STOKE_LETTERS, type AdminAction } from './stoke-letters.ts'

/** The table of Stoke's own code (internal/schema/policy), letter by letter. */
const TABLE: Record<keyof typeof STOKE_LETTERS, readonly AdminAction[]> = {
  S: ADMIN_ACTIONS,
  s: ['read-users', 'read-groups', 'read-claims', 'see-totals', 'read-metrics', 'read-audit'],
  u: ['read-users', 'see-totals'],
  U: ['read-users', 'change-users', 'read-groups', 'read-claims', 'see-totals'],
  g: ['read-groups', 'see-totals'],
  G: ['read-groups', 'change-groups', 'read-claims', 'see-totals'],
  c: ['read-claims', 'see-totals'],
  C: ['read-claims', 'change-claims', 'see-totals'],
  m: ['read-metrics'],
}

const allowedTo = (claims: Record<string, unknown>) => ADMIN_ACTIONS.filter((action) => mayAdminister(claims, action))

test.each(Object.entries(TABLE))('%s may do %j, and nothing else', (letter, actions) => {
  expect(allowedTo({ stk: letter })).toEqual(actions)
})

test('two letters may do what each of them may', () => {
  expect(allowedTo({ stk: 'u,c' })).toEqual(['read-users', 'read-claims', 'see-totals'])
  expect(allowedTo({ stk: 'm,S' })).toEqual(ADMIN_ACTIONS)
})

test.each<[string, Record<string, unknown>]>([
  ['no claim', {}],
  ['an empty one', { stk: '' }],
  ['letters without commas', { stk: 'SU' }],
  ['letters with spaces', { stk: ' S' }],
  ['a list', { stk: ['S'] }],
  ['a boolean', { stk: true }],
  ['another claim', { Stk: 'S', s: 'S' }],
  ['a claim of the prototype', Object.create({ stk: 'S' })],
  ['a letter that nobody knows', { stk: 'X' }],
])('%s lets nobody do anything', (_what, claims) => {
  expect(allowedTo(claims)).toEqual([])
})
