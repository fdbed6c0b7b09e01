import { expect, test } from 'vitest'
import { EMPTY_MATRIX } from './empty-matrix.fixture.ts'
import { NOT_WITH_GUEST, notKnownOf } from './matrix-gaps.ts'
import { sayOpenMatter } from './matrix-sentences.ts'
import type { MatrixCell, MatrixDoor, MatrixToken, TokenMatrix } from './token-matrix.ts'

const token: MatrixToken = { id: 't1', name: 'A → B access', kind: 'access', owner: 'servicea', audience: ['serviceb'], scenarios: [7], isRevoked: false } // prettier-ignore
const other: MatrixToken = { ...token, id: 't2', name: 'A → C access', audience: ['servicec'] }
const door: MatrixDoor = { id: 'B7', service: 'serviceb', route: 'GET /scenario7-server', scenario: 7, kinds: ['access'], audience: 'serviceb', knowsRevoked: false } // prettier-ignore

const cellOfToken = (id: string, kind: MatrixCell['kind'], sentence?: string): MatrixCell => ({
  token: id,
  door: 'B7',
  kind,
  ...(sentence !== undefined && { sentence }),
})

const notKnown = (cells: readonly MatrixCell[], more: Partial<TokenMatrix> = {}) =>
  notKnownOf({ ...EMPTY_MATRIX, tokens: [token, other], doors: [door], cells, ...more })

const SAYS_500 = 'serviceb says 500 to GET /scenario7-server'
const untold = [cellOfToken('t1', 'unknown', SAYS_500), cellOfToken('t2', 'unknown', SAYS_500)]

test('a door of which nobody can tell anything is a gap, and one that told something is none', () => {
  expect(notKnown(untold).gaps).toEqual([SAYS_500])
  expect(notKnown([cellOfToken('t1', 'unknown', SAYS_500), cellOfToken('t2', 'refused')]).gaps).toEqual([])
  expect(notKnown(untold, { doors: [{ ...door, letsEverybodyIn: 'anonymous' }] }).gaps).toEqual([])
  expect(notKnown([]).gaps).toEqual([])
})

test('what is the own matter of an own service is no gap, and what it said besides may be', () => {
  const doors = [{ ...door, isOwnService: true }]
  const own = cellOfToken('t1', 'unknown', sayOpenMatter('trust', token, door))
  expect(notKnown([own], { doors }).gaps).toEqual([])
  expect(notKnown([own, cellOfToken('t2', 'refused')], { doors }).gaps).toEqual([])
  expect(notKnown([own, cellOfToken('t2', 'unknown', SAYS_500)], { doors }).gaps).toEqual([SAYS_500])
  expect(notKnown([own]).gaps).toHaveLength(1)
})

test('of a door that was shown nothing the end that came early tells', () => {
  const cells = [cellOfToken('t1', 'unasked'), cellOfToken('t2', 'unknown', SAYS_500)]
  expect(notKnown(cells).gaps).toEqual([SAYS_500])
  expect(notKnown([cellOfToken('t1', 'unasked')], { stopped: 'It was interrupted.' }).gaps).toEqual([
    'It was interrupted.',
  ])
})

test('what no play gave is a gap, but not what cannot be played with an own service; each is said once', () => {
  const ofGuest = `scenario 13 ${NOT_WITH_GUEST}`
  const missing = ['scenario 7 answered 503', 'scenario 7 answered 503', ofGuest]
  expect(notKnown(untold, { missing, silent: [SAYS_500] })).toEqual({
    gaps: [SAYS_500, 'scenario 7 answered 503'],
    besides: [ofGuest],
  })
})
