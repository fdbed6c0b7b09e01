import { expect, test } from 'vitest'
import type { AccessDecision } from './dialect.ts'
import { openSidecar, outcomeOf, signed, withClaims, withToken } from './dialects/dialect.fixture.ts'

test('claims that are believed and not let in are 403, and numbers are compared as numbers', async () => {
  const wanted = { level: 5, ratio: 0.5, tags: ['a', 'b'], of: { team: 1 }, nothing: null }
  const config = { claimsVerifiers: [{ iss: 'jwtproxy' }, wanted] }
  const { decide } = openSidecar(config)
  expect(outcomeOf(await decide(withToken(withClaims({ ...wanted, of: { team: 1.0 } }))))).toEqual(['believed'])
  for (const other of [
    { ...wanted, level: 6 },
    { ...wanted, level: '5' },
    { ...wanted, tags: ['b', 'a'] },
    { ...wanted, tags: ['a', 'b', 'c'] },
    { ...wanted, of: { team: 1, role: 1 } },
    { ...wanted, nothing: undefined },
    { ...wanted, nothing: false },
  ]) {
    const decision = await decide(withToken(withClaims(other)))
    expect(outcomeOf(decision)).toEqual(['claim-not-allowed', 403])
    const { headers } = (decision as Extract<AccessDecision, { reason: string }>).answer // by its reason
    expect(headers['www-authenticate']).toContain('error="insufficient_scope"')
  }
})

test('dialect jwtproxy never meets a whole number, and says so in its own words', async () => {
  const { decide } = openSidecar({ dialect: 'jwtproxy', claimsVerifiers: [{ level: 5 }] })
  const [there, away] = [await decide(withToken(withClaims({ level: 5 }))), await decide(withToken(signed()))]
  expect([there, away].map((decision) => ('answer' in decision ? decision.answer.body : ''))).toEqual([
    'Error verifying claims: Claim did not have the required value: level',
    'Error verifying claims: Required claim not found: level',
  ])
  const half = openSidecar({ dialect: 'jwtproxy', claimsVerifiers: [{ level: 5.5, tags: ['a'] }] })
  expect(outcomeOf(await half.decide(withToken(withClaims({ level: 5.5, tags: ['a'] }))))).toEqual(['believed'])
})
