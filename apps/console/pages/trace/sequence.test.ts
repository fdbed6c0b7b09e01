import { expect, test } from 'vitest'
import { toldStep } from '#core/trace/told-step.fixture'
import { compareRows, participantsOf, placeRows, rowsOf, type SequenceRow } from './sequence.ts'

const GOOD = [
  toldStep('a', 'asks', { to: 'f' }),
  toldStep('f', 'signs'),
  toldStep('a', 'sends', { to: 'b' }),
  toldStep('b', 'checks', { checks: [{ check: 'expiry', rule: '', outcome: 'passed' }] }),
  toldStep('b', 'believes'),
]
const BAD = [
  ...GOOD.slice(0, 3),
  toldStep('b', 'checks', { checks: [{ check: 'expiry', rule: '', outcome: 'failed' }] }),
  toldStep('b', 'refuses', { reason: 'expired' }),
]

test('who takes part stands in the order of coming in; a step without a call has one column', () => {
  const participants = participantsOf(GOOD)
  expect(participants).toEqual(['a', 'f', 'b'])
  expect(rowsOf(GOOD, participants).map(({ number, from, to }) => [number, from, to])).toEqual([
    [1, 0, 1],
    [2, 1, undefined],
    [3, 0, 2],
    [4, 2, undefined],
    [5, 2, undefined],
  ])
})

test('beside another play, each step has its counterpart, and what differs is marked on both sides', () => {
  const [left, right] = compareRows(rowsOf(GOOD, participantsOf(GOOD)), rowsOf(BAD, participantsOf(BAD)))
  const shown = (rows: typeof left) => rows.map(({ twin, differs }) => [twin, differs])
  expect(shown(left)).toEqual([
    [1, false],
    [2, false],
    [3, false],
    [4, true],
    [undefined, true],
  ])
  expect(shown(right)).toEqual(shown(left))
})

test('a step more in the middle moves the rest, and nothing else differs', () => {
  const longer = [...GOOD.slice(0, 3), toldStep('b', 'asks', { to: 'f' }), ...GOOD.slice(3)]
  const [left, right] = compareRows(rowsOf(GOOD, participantsOf(GOOD)), rowsOf(longer, participantsOf(longer)))
  expect(left.filter(({ differs }) => differs)).toEqual([])
  expect(right.filter(({ differs }) => differs).map(({ number }) => number)).toEqual([4])
})

const placesOf = (rows: SequenceRow[]) => rows.map(({ place }) => place)

test('counterparts stand in the same row; where one side has none, its row is empty', () => {
  const longer = [...GOOD.slice(0, 3), toldStep('b', 'asks', { to: 'f' }), ...GOOD.slice(3), toldStep('a', 'answers')]
  const placed = placeRows(...compareRows(rowsOf(GOOD, participantsOf(GOOD)), rowsOf(longer, participantsOf(longer))))
  expect(placed.map(placesOf)).toEqual([
    [1, 2, 3, 5, 6],
    [1, 2, 3, 4, 5, 6, 7],
  ])
  const other = placeRows(...compareRows(rowsOf(GOOD, participantsOf(GOOD)), rowsOf(BAD, participantsOf(BAD))))
  expect(other.map(placesOf)).toEqual([
    [1, 2, 3, 4, 5],
    [1, 2, 3, 4, 5],
  ])
})

const many = (who: string) => {
  const steps = Array.from({ length: 400 }, () => toldStep(who, 'signs'))
  return rowsOf(steps, [who])
}

test('two long plays that share nothing are compared, too', () => {
  const [left, right] = compareRows(many('a'), many('b'))
  expect([left, right].map((rows) => rows.every(({ differs }) => differs))).toEqual([true, true])
})
