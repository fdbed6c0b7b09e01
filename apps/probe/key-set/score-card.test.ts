import { expect, test } from 'vitest'
import { findingsOf, type ScoreRow } from './score-card.ts'

test('where good tokens are lost, nothing was believed that should not be', () => {
  const row: ScoreRow = { id: 'life-same-kid-new-key', title: 'x', grade: 'worth-changing', sentence: 'lost' }
  expect(findingsOf([{ ...row, areGoodLost: true }])).toMatchObject([
    { kind: 'good-refused', severity: { level: 'medium', cwe: 703 } },
  ])
  expect(findingsOf([{ ...row, grade: 'dangerous' }])).toMatchObject([
    { kind: 'believed', severity: { level: 'medium', cwe: 324 }, isFailing: true },
  ])
})

test('a case of policy fails no run, whatever the grade', () => {
  expect(findingsOf([{ id: 'key-duplicate-kid', title: 'x', grade: 'dangerous', sentence: 'x' }])).toMatchObject([
    { severity: { level: 'low', cwe: 694 }, isFailing: false },
  ])
})
