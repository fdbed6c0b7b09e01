import type { TokenFacts } from '../token-faults.ts'
import { fractionIn, harsh, kindOfClaim, type Harshness, type HarshTable } from './harsh-table.ts'

function claimsOfPiko({ claims }: TokenFacts): Harshness {
  const { piko } = claims
  const endpoints = typeof piko === 'object' && piko !== null ? (piko as { endpoints?: unknown }).endpoints : undefined
  return piko === undefined
    ? { why: 'for its language one of the claims is of another type', change: 'Write iss, sub and jti as texts, dates as numbers, aud as texts, each once in one spelling' } // prettier-ignore
    : { why: `piko.endpoints is a list of texts for it, and here ${endpoints === undefined ? `piko is ${kindOfClaim(piko)}` : `it is ${kindOfClaim(endpoints)}`}`, change: 'Write the endpoints as a list of texts', text: '"piko": { "endpoints": ["my-endpoint"] }' } // prettier-ignore
}

export const PIKO_HARSH: HarshTable = {
  credentials: harsh(
    'it takes the word Bearer in this spelling alone',
    'Write Bearer with a capital B, and one space behind it',
    'Authorization: Bearer TOKEN',
  ),
  tenant: harsh('the request names a tenant that nobody has set up', 'Leave x-piko-tenant-id out'),
  form: harsh('it cannot read the text', 'Write the token without padding'),
  claims: claimsOfPiko,
  algorithm: harsh(
    'a key in its configuration is for RS or for ES alone, so PS and EdDSA are refused',
    'Give it a key set in place of a key, or sign with RS256 or ES256',
    '--proxy.auth.jwks.endpoint https://localhost:5443/jwks',
  ),
  key: harsh('its key set has no key for this kid and alg', 'Publish the key under this kid, with this alg'),
  signature: harsh('the key that it knows did not make the signature', 'Give it the key that signs'),
  expiry: (facts) =>
    fractionIn(facts) === 'exp'
      ? { why: 'it cuts the fraction off exp, so the token ends a little earlier', change: 'Write exp as a whole number' } // prettier-ignore
      : { why: 'it allows no leeway for exp', change: 'Let the clocks agree' },
  'not-before': harsh('it allows no leeway for nbf', 'Let the clocks agree'),
  endpoint: harsh('the request names no endpoint', 'Send x-piko-endpoint', 'x-piko-endpoint: my-endpoint'),
  permission: harsh(
    'the endpoint does not stand in piko.endpoints',
    'Add it there',
    '"piko": { "endpoints": ["my-endpoint"] }',
  ),
}
