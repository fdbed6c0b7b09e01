import { expect, test } from 'vitest'
import { declaredClaims, PROTOCOL_CLAIMS } from './declared-claims.ts'

const faultsOf = (claims: unknown) =>
  declaredClaims.safeParse(claims).error?.issues.map(({ path, message }) => [path.join('.'), message].join(': ')) ?? []

test.each<Record<string, unknown>>([
  {},
  { tenant: 'acme', roles: ['admin', { of: '${team}' }], level: 3, isNew: true, nothing: null },
  { sub: 'somebody' },
  { sub: 'user-${user}' },
  { 'https://example.com/roles': ['a'], active: true, token_type: 'x', constructor: 'x' },
  { text: 'x'.repeat(3989) },
])('%j can be declared', (claims) => expect(faultsOf(claims)).toEqual([]))

test.each([...PROTOCOL_CLAIMS])('the claim %s cannot be: the issuer alone says it', (name) => {
  expect(faultsOf({ [name]: 'x', other: 1 })).toEqual([`${name}: is said by the issuer: it cannot be declared`])
})

test('those are all claims by which somebody is believed', () => {
  const names = ['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'client_id', 'scope', 'act', 'may_act', 'cnf']
  expect([...PROTOCOL_CLAIMS]).toEqual(names)
})

test.each<[unknown, string]>([
  ['x', ': must be an object with claims'],
  [[], ': must be an object with claims'],
  [{ sub: '' }, 'sub: must be a text, not empty'],
  [{ sub: 1 }, 'sub: must be a text, not empty'],
  [{ sub: ['x'] }, 'sub: must be a text, not empty'],
  [{ sub: 'a\nb' }, 'sub: must be a text, not empty'],
  [{ '': 1 }, ': has a name that is none of a claim'],
  [{ 'a\u0000': 1 }, ': has a name that is none of a claim'],
  [{ ['x'.repeat(101)]: 1 }, ': has a name that is none of a claim'],
  [{ '${name}': 1 }, ': has a name that is none of a claim'],
  [{ a: { b: ['x', '${'] } }, 'a.b.1: has a ${ that is not the beginning of ${parameter}'],
  [{ a: '${client_secret}' }, 'a: would show the parameter client_secret to whoever gets the token'],
  [{ text: 'x'.repeat(3990) }, ': has more than 4000 bytes'],
  [{ text: '€'.repeat(1400) }, ': has more than 4000 bytes'],
])('%j cannot', (claims, fault) => expect(faultsOf(claims)).toEqual([fault]))
