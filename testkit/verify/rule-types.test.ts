import { expect, test } from 'vitest'
import { requireToken, type TokenRules } from '../verify.ts'

test('rules that protect nobody are refused at once, with what to write', () => {
  const rules: TokenRules = { issuer: 'https://i.test', audience: 'orders', algorithms: ['ES256'], keys: { keys: [] } }
  const wrong: [Record<string, unknown>, string][] = [
    [{ algorithms: [] }, 'algorithms says which'],
    [{ algorithms: ['none'] }, '"none" is no algorithm'],
    [{ algorithms: ['HS256'] }, '"HS256" is no algorithm'],
    [{ audience: [] }, 'audience is the name'],
    [{ issuer: '' }, 'issuer is the iss'],
    [{ keys: undefined }, 'jwksUri or keys'],
    [{ keys: undefined, jwksUri: 'http://keys.example.com/jwks' }, 'an https address'],
    [{ keys: undefined, jwksUri: 'http://[::2]:5555/jwks' }, 'an https address'],
    [{ clockTolerance: Number.NaN }, 'clockTolerance'],
    [{ scope: 'read"' }, 'scope has words'],
    // of another type: an `exp` and a text make a text, and each comparison with it says that there is time left
    [{ clockTolerance: '30' }, 'clockTolerance is a number'],
    [{ clockTolerance: [5] }, 'clockTolerance is a number'],
    [{ clockTolerance: null }, 'clockTolerance is a number'],
    [{ clockTolerance: 301 }, 'clockTolerance is a number'],
    [{ timeout: '5' }, 'timeout is a number'],
    [{ timeout: 0 }, 'timeout is a number'],
    [{ maxLifetime: '86400' }, 'maxLifetime is a number'],
    [{ maxLifetime: [86_400] }, 'maxLifetime is a number'],
    [{ maxLifetime: Infinity }, 'maxLifetime is a number'],
    [{ algorithms: 'ES256' }, 'algorithms says which'],
    [{ algorithms: [['ES256']] }, '"ES256" is no algorithm'],
    [{ issuer: ['https://i.test'] }, 'issuer is the iss'],
    [{ audience: [['orders']] }, 'audience is the name'],
    [{ typ: ['at+jwt'] }, 'typ is a text'],
    [{ scope: ['read'] }, 'with spaces between'],
    [{ required: 'sub' }, 'required is a list'],
    [{ revoked: ['x'] }, 'revoked is a function'],
    [{ schema: {} }, 'schema is a standard schema'],
    [{ cache: 'false' }, 'cache is true or false'],
    [{ log: console }, 'log is a function'],
    [{ fetch: {} }, 'fetch is a function'],
    [{ keys: { keys: 'x' } }, 'keys is a JWKS'],
    [{ keys: undefined, jwksUri: 'https://me:pass@i.test/' }, 'without a password'],
    // names that are none would be missed by nobody
    [{ scopes: 'read' }, 'no rule "scopes". Is scope meant?'],
    [{ requiredScopes: ['read'] }, 'Is scope meant?'],
    [{ isRevoked: () => true }, 'Is revoked meant?'],
    [{ revocation: () => true }, 'Is revoked meant?'],
    [{ quite: 'another' }, 'There are issuer, audience,'],
  ]
  for (const [change, says] of wrong)
    expect(() => requireToken({ ...rules, ...change } as TokenRules), says).toThrow(says) // somebody who writes JavaScript
  const { keys: _none, ...others } = rules
  for (const here of ['localhost', '127.0.0.1', '[::1]'])
    requireToken({ ...others, jwksUri: `http://${here}:5555/jwks` })
  expect(() => requireToken(undefined as never)).toThrow('an object of rules')
})
