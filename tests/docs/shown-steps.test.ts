import { expect, test } from 'vitest'
import { withoutStepsOf, withStepsOf } from './shown-steps.ts'

const play = (...sentences: string[]) =>
  sentences.map((sentence, index) => `${String(index + 1).padStart(3)} … ms  ${sentence}`)

const first = play('asks', 'signs', 'sends', 'checks', 'believes', 'answers')

test('three steps in a row that the first play has are left out, wherever they stand', () => {
  expect(withoutStepsOf(first, play('breaks', 'signs', 'sends', 'checks', 'refuses', 'answers'))).toEqual([
    '  1 … ms  breaks',
    '    … steps 2 to 4 are 2 to 4 of the first play',
    '  5 … ms  refuses',
    '  6 … ms  answers',
  ])
  expect(withoutStepsOf(first, play('refuses', 'checks', 'believes', 'answers'))).toEqual([
    '  1 … ms  refuses',
    '    … steps 2 to 4 are 4 to 6 of the first play',
  ])
})

test.each([
  ['nothing in common', play('breaks', 'refuses')],
  ['two in common', play('asks', 'signs', 'refuses')],
  ['all of it', first],
  ['more than it', [...first, ...play('asks', 'signs', 'sends')]],
  [
    'a failed check between',
    ['  1 … ms  sends', '  2 … ms  checks', '        ✗ signature', '  3 … ms  believes', '  4 … ms  answers'],
  ],
  ['no step', []],
])('with %s, a play is whole again', (_, lines) => {
  expect(withStepsOf(first, withoutStepsOf(first, lines))).toEqual(lines)
})
