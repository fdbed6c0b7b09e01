import { describe, expect, test } from 'vitest'
import { classicError, TITLES, TokenRejected, type ClassicError, type RejectionReason } from './rejection.ts'
import { refused } from './verdict.ts'

const date = new Date('2026-11-22T12:00:00.250Z')
const plain = (message: string): ClassicError => ({ name: 'JsonWebTokenError', message })

/** What the package `jsonwebtoken` says, word for word; its users search their logs for it. */
const CLASSIC: Record<RejectionReason, ClassicError> = {
  malformed: plain('jwt malformed'),
  'too-large': plain('jwt malformed'),
  'signature-missing': plain('jwt signature is required'),
  'critical-header': plain('invalid token'),
  'wrong-type': plain('invalid token'),
  'wrong-algorithm': plain('invalid algorithm'),
  'unknown-key': plain('invalid signature'),
  'revoked-key': plain('invalid signature'),
  'expired-key': plain('invalid signature'),
  'pending-key': plain('invalid signature'),
  'signature-mismatch': plain('invalid signature'),
  'missing-claim': plain('invalid token'),
  'invalid-claim': plain('invalid token'),
  'wrong-issuer': plain('jwt issuer invalid. expected: what-we-expect'),
  'wrong-audience': plain('jwt audience invalid. expected: what-we-expect'),
  'wrong-subject': plain('jwt subject invalid. expected: what-we-expect'),
  expired: { name: 'TokenExpiredError', message: 'jwt expired', expiredAt: '2026-11-22T12:00:00.250Z' },
  'not-active': { name: 'NotBeforeError', message: 'jwt not active', date: '2026-11-22T12:00:00.250Z' },
  'lifetime-too-long': plain('invalid token'),
  'bound-token': plain('invalid token'),
  'revoked-token': plain('invalid token'),
  replayed: plain('invalid token'),
}

const REASONS = Object.keys(CLASSIC) as RejectionReason[] // Object.keys forgets the literal type

describe('the classic error', () => {
  test.each(REASONS)('of "%s" has the exact name, message and date', (reason) => {
    const rejection = new TokenRejected(reason, { claim: 'x', expected: 'what-we-expect', date })
    expect(classicError(rejection)).toStrictEqual(CLASSIC[reason])
  })

  test('has no date when the rejection knows none', () => {
    expect(classicError(new TokenRejected('expired'))).toStrictEqual({
      name: 'TokenExpiredError',
      message: 'jwt expired',
    })
    expect(classicError(new TokenRejected('not-active'))).toStrictEqual({
      name: 'NotBeforeError',
      message: 'jwt not active',
    })
  })
})

describe('a rejection', () => {
  test.each(REASONS)('for "%s" has one sentence that RFC 6750 allows in a header', (reason) => {
    expect(new TokenRejected(reason).message).toBe(TITLES[reason])
    expect(TITLES[reason]).toMatch(/^[A-Z][\u{20}-\u{21}\u{23}-\u{5b}\u{5d}-\u{7e}]+$/u)
  })

  test('has titles for these reasons and no other', () => {
    expect(Object.keys(TITLES).toSorted()).toEqual(REASONS.toSorted())
    expect(new Set(Object.values(TITLES)).size).toBe(REASONS.length)
  })

  test('keeps its cause for the log of whoever caught it', () => {
    const cause = new Error('below')
    expect(new TokenRejected('malformed', { cause })).toMatchObject({
      name: 'TokenRejected',
      reason: 'malformed',
      cause,
    })
  })

  test('becomes a verdict without claims and without what was thrown below', () => {
    const rejection = new TokenRejected('wrong-audience', { expected: 'serviceb', cause: new Error('secret') })
    expect(refused(rejection)).toStrictEqual({
      valid: false,
      error: { name: 'JsonWebTokenError', message: 'jwt audience invalid. expected: serviceb' },
      reason: 'wrong-audience',
      claims: {},
    })
  })
})
