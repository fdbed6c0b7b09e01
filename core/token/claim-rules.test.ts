import { describe, expect, test } from 'vitest'
import * as rules from './claim-rules.ts'
import type { Claims } from './claims.ts'
import { TokenRejected } from './rejection.ts'
import { ANYONE, type Trust } from './trust.ts'

const NOW = 1_800_000_000
const TRUST: Trust = {
  issuer: 'https://jwt-factory/',
  audience: 'serviceb',
  subject: 'servicea',
  algorithms: ['ES256'],
  type: 'JWT',
  required: ['iss', 'jti'],
  maxLifetimeSeconds: 3600,
  leewaySeconds: 30,
  keys: { select: () => Promise.reject(new Error('no rule about claims needs a key')) },
}

function verdict(rule: rules.ClaimRule, claims: Claims, trust: Partial<Trust> = {}): string {
  try {
    return rule(claims, { ...TRUST, ...trust }, NOW) ?? 'passed'
  } catch (error) {
    if (error instanceof TokenRejected) return `${error.reason} ${error.claim}`
    throw error
  }
}

describe('issuer, audience and subject', () => {
  test.each([undefined, 'https://jwt-factory', 'https://JWT-factory/', 'https://jwt-factory//', 'jwt-factory'])(
    'the issuer %s is not the one',
    (iss) => expect(verdict(rules.issuer, { ...(iss && { iss }) })).toBe('wrong-issuer iss'),
  )

  test('the issuer is the one, letter by letter', () => {
    expect(verdict(rules.issuer, { iss: 'https://jwt-factory/' })).toBe('passed')
  })

  test.each(['serviceb', ['serviceb'], ['servicea', 'serviceb']])('the audience %j is us', (aud) =>
    expect(verdict(rules.audience, { aud })).toBe('passed'),
  )

  test.each([undefined, 'servicea', 'serviceb ', 'Serviceb', 'serviceb,servicec', ['servicea', 'servicebb'], []])(
    'the audience %j is somebody else',
    (aud) => expect(verdict(rules.audience, { ...(aud && { aud }) })).toBe('wrong-audience aud'),
  )

  test('the subject is the expected one, or nobody asks', () => {
    expect(verdict(rules.subject, { sub: 'servicea' })).toBe('passed')
    expect(verdict(rules.subject, { sub: 'servicec' })).toBe('wrong-subject sub')
    expect(verdict(rules.subject, {})).toBe('wrong-subject sub')
    expect(verdict(rules.subject, { sub: 'servicec' }, { subject: ANYONE })).toBe('skipped')
  })

  test('a refusal tells what was expected, from the settings and not from the token', () => {
    const sent = { iss: 'evil', aud: 'evil', sub: 'evil' }
    const said = [rules.issuer, rules.audience, rules.subject].map((rule) => {
      try {
        return rule(sent, TRUST, NOW)
      } catch (error) {
        return error instanceof TokenRejected ? error.expected : error
      }
    })
    expect(said).toEqual(['https://jwt-factory/', 'serviceb', 'servicea'])
  })
})

describe('required claims', () => {
  test('each must be there, of its own', () => {
    expect(verdict(rules.required, { iss: 'a', jti: 'b' })).toBe('passed')
    expect(verdict(rules.required, { iss: 'a' })).toBe('missing-claim jti')
    expect(verdict(rules.required, {}, { required: ['toString'] })).toBe('missing-claim toString')
    expect(verdict(rules.required, {}, { required: [] })).toBe('passed')
  })
})

describe('dates', () => {
  test.each([
    [NOW + 1, 0, 'passed'],
    [NOW + 0.001, 0, 'passed'],
    [NOW, 0, 'expired exp'],
    [NOW - 29, 30, 'passed'],
    [NOW - 30, 30, 'expired exp'],
  ])('exp %d with a leeway of %d: %s', (exp, leewaySeconds, answer) => {
    expect(verdict(rules.notExpired, { exp }, { leewaySeconds })).toBe(answer)
  })

  test.each([
    [NOW, 0, 'passed'],
    [NOW + 1, 0, 'not-active'],
    [NOW + 30, 30, 'passed'],
    [NOW + 30.5, 30, 'not-active'],
  ])('nbf and iat %d with a leeway of %d: %s', (date, leewaySeconds, answer) => {
    const expected = (claim: string) => (answer === 'passed' ? answer : `${answer} ${claim}`)
    expect(verdict(rules.active, { nbf: date }, { leewaySeconds })).toBe(expected('nbf'))
    expect(verdict(rules.issuedBefore, { iat: date }, { leewaySeconds })).toBe(expected('iat'))
  })

  test('absent dates are nobody’s fault here: whether they must be there is said by the required claims', () => {
    for (const rule of [rules.notExpired, rules.active, rules.issuedBefore, rules.maxLifetime]) {
      expect(verdict(rule, {})).toBe('skipped')
    }
  })

  test('a refusal tells the date that the claim names', () => {
    expect(() => rules.notExpired({ exp: NOW - 60.5 }, TRUST, NOW)).toThrow(
      expect.objectContaining({ date: new Date((NOW - 60.5) * 1000) }),
    )
  })

  test.each([
    [{ iat: NOW, exp: NOW + 3630 }, 'passed'],
    [{ iat: NOW, exp: NOW + 3631 }, 'lifetime-too-long exp'],
    [{ iat: NOW - 3600, exp: NOW + 60 }, 'lifetime-too-long exp'],
    [{ exp: NOW + 3630 }, 'passed'],
    [{ exp: NOW + 3631 }, 'lifetime-too-long exp'],
    [{ iat: NOW, exp: NOW }, 'passed'],
    [{ iat: NOW, exp: NOW - 1 }, 'invalid-claim exp'],
    [{ exp: NOW - 1 }, 'passed'],
  ])('the life of %j: %s', (claims, answer) => {
    expect(verdict(rules.maxLifetime, claims)).toBe(answer)
  })
})

test('a token that is bound to a key is refused as a bearer token, whatever the binding', () => {
  expect(verdict(rules.unbound, {})).toBe('skipped')
  for (const cnf of [{ jkt: 'x' }, { 'x5t#S256': 'x' }, {}, { future: 1 }]) {
    expect(verdict(rules.unbound, { cnf })).toBe('bound-token cnf')
  }
})
