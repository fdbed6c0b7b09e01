import { expect, test } from 'vitest'
import type { Step } from '#core/trace/step'
import { noteOf } from './diagram.view.ts'

const CHECK = { check: 'expiry', rule: '', outcome: 'passed' } as const
const FAILED = { ...CHECK, outcome: 'failed' } as const

test.each<[words: string, step: Pick<Step, 'verb'> & Partial<Step>]>([
  ['signs it', { verb: 'signs' }],
  ['goes by it', { verb: 'goes-by' }],
  ['is told it', { verb: 'is-told' }],
  ['0 checks', { verb: 'checks' }],
  ['1 check', { verb: 'checks', checks: [CHECK] }],
  ['2 checks', { verb: 'checks', checks: [CHECK, CHECK] }],
  ['check "expiry" failed', { verb: 'checks', checks: [CHECK, FAILED] }],
  ['refuses: it has expired', { verb: 'refuses', reason: 'The token has expired' }],
])('a row of the diagram says "%s"', (words, step) => {
  expect(noteOf({ who: 'a', what: 'it', sentence: '', ms: 0, ...step })).toBe(words)
})
