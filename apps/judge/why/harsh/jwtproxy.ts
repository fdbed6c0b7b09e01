import { addressOfAudience } from '../../judges/jwtproxy.ts'
import type { TokenFacts } from '../token-faults.ts'
import { asMember, harsh, type Harshness, type HarshTable } from './harsh-table.ts'

function audienceOfJwtproxy({ claims: { aud }, expected }: TokenFacts): Harshness {
  const change = 'Write aud as one text: scheme, host and port of the service'
  const text = asMember('aud', addressOfAudience(expected.audience))
  if (Array.isArray(aud)) return { why: 'it reads aud as one text, and here it is a list', change, text }
  return { why: 'for it aud is an address with scheme and host, and here it is a name', change, text }
}

const missingDate = (claim: 'exp' | 'nbf' | 'iat') => (facts: TokenFacts): Harshness =>
  typeof facts.claims[claim] === 'number'
    ? { why: `it allows no leeway for ${claim}`, change: 'Let the clocks agree' }
    : { why: `${claim} must be there for it`, change: `Let the issuer write ${claim}`, text: asMember(claim, Math.floor(facts.now)) } // prettier-ignore

export const JWTPROXY_HARSH: HarshTable = {
  credentials: harsh('it finds no token', 'Send one in Authorization', 'Authorization: Bearer TOKEN'),
  form: harsh('each member of the header is a text for it, and there is an alg', 'Leave other members out'),
  claims: harsh('its claims are no object', 'Write them as an object'),
  'key-id': harsh('it finds its key by kid, and the token has none', 'Name the key in the header'),
  issuer: harsh('iss must be there for it', 'Let the issuer write iss'),
  audience: audienceOfJwtproxy,
  expiry: missingDate('exp'),
  'not-before': missingDate('nbf'),
  'issued-at': missingDate('iat'),
  lifetime: harsh(
    'a token may live no longer than max_ttl says, which is 5 minutes unless it is set',
    'Let it live shorter, or allow more',
    'max_ttl: 24h',
  ),
  replay: ({ claims: { jti } }) =>
    typeof jti === 'string'
      ? { why: 'each token is good once for it, and this jti was sent before', change: 'Make a new token for each request' } // prettier-ignore
      : { why: 'jti must be there for it', change: 'Let the issuer write jti', text: asMember('jti', 'a new one each time') }, // prettier-ignore
  key: harsh('its key server has no RSA key under this issuer and kid', 'Sign with an RSA key, and publish it there'),
  signature: harsh('it checks RS256 and nothing else, whatever alg says', 'Sign with RS256', '"alg": "RS256"'),
  allowed: harsh('its claims_verifiers ask for other values', 'Change the values that they name'),
}
