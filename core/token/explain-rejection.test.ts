import { expect, test } from 'vitest'
import { explainRejection } from './explain-rejection.ts'
import { TITLES, TokenRejected, type RejectionReason } from './rejection.ts'

const REASONS = Object.keys(TITLES) as RejectionReason[] // its own keys

test.each(REASONS)('%s says what is wrong and what was expected', (reason) => {
  const rejection = new TokenRejected(reason, { claim: 'exp', expected: 'as we like it', date: new Date(0) })
  const text = explainRejection(rejection)
  expect(text.startsWith(`${TITLES[reason]}: `)).toBe(true)
  expect(text.length).toBeGreaterThan(TITLES[reason].length + 20)
  expect(text).not.toContain('undefined')
})

test.each(REASONS)('%s without details promises nothing, and shows no cause', (reason) => {
  const text = explainRejection(new TokenRejected(reason, { claim: 'exp', cause: new Error('hidden') }))
  expect(text).not.toMatch(/undefined|hidden|must be$/)
})
