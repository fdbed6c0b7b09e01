import { expect, test } from 'vitest'
import type { ScoreRow } from './score-card.ts'
import { toleranceOf, toleranceRow } from './tolerance.ts'

const row = (id: string, grade: ScoreRow['grade']): ScoreRow => ({ id, title: id, grade, sentence: id })
const shown = (...rows: readonly ScoreRow[]) => toleranceRow(toleranceOf(rows))

test('the tolerance says which failures are got over, which are not, and of which nobody knows', () => {
  const rows = [
    row('keys-jwks-500', 'good'),
    row('keys-jwks-html', 'good'),
    row('keys-jwks-truncated', 'good'),
    row('keys-jwks-drops', 'dangerous'),
    row('keys-jwks-hangs', 'not-seen'),
    row('life-jwks-empty', 'dangerous'), // it takes all keys back, and is no failure
  ]
  expect(toleranceOf(rows)).toEqual({
    tolerated: ['keys-jwks-500', 'keys-jwks-html', 'keys-jwks-truncated'],
    notTolerated: ['keys-jwks-drops'],
    notSeen: ['keys-jwks-hangs'],
  })
  expect(shown(...rows)).toMatchObject([
    {
      value: '3 of 4 failures',
      grade: 'worth-changing',
      sentence:
        'Known keys keep working when the issuer answers 500, answers with a page or sends half a key set; known keys are lost when the issuer drops the connection; not seen: whether they work when the issuer does not answer',
    },
  ])
})

test('who gets over nothing is graded by that, and of one that was not looked at nothing is said', () => {
  expect(shown(row('keys-jwks-500', 'dangerous'))).toMatchObject([
    { grade: 'dangerous', sentence: 'Known keys are lost when the issuer answers 500' },
  ])
  expect(shown(row('keys-jwks-500', 'not-seen'))).toMatchObject([{ grade: 'not-seen' }])
  expect(shown(row('keys-refetch', 'good'))).toEqual([])
})
