import type { TokenFacts } from '../token-faults.ts'
import { harsh, type Harshness, type HarshTable } from './harsh-table.ts'

/** It looks at both when it is told to, and neither may be missing. */
function datesOfKong({ claims }: TokenFacts): Harshness {
  const missing = (['exp', 'nbf'] as const).find((claim) => typeof claims[claim] !== 'number')
  return missing === undefined
    ? { why: 'it counts whole seconds and allows no leeway', change: 'Let the clocks agree' }
    : { why: `what claims_to_verify names must be there, and the token has no ${missing}`, change: `Let the issuer write ${missing}, or take it out of claims_to_verify`, text: missing === 'nbf' ? 'claims_to_verify: [exp]' : 'claims_to_verify: [nbf]' } // prettier-ignore
}

export const KONG_HARSH: HarshTable = {
  credentials: harsh(
    'it finds no token: it takes Bearer and bearer, and no other spelling, and one token alone',
    'Write Bearer, and send one token',
    'Authorization: Bearer TOKEN',
  ),
  form: harsh('it cannot read the text', 'Write the first two parts as JSON in base64'),
  algorithm: harsh('it does not know this alg by this name', 'Sign with HS, RS, ES, PS or EdDSA'),
  claims: harsh('its claims are no object', 'Write them as an object'),
  'signature-form': harsh('the signature is no base64', 'Write it as base64url'),
  'key-claim': harsh(
    'it finds its key by a claim that the token does not have',
    'Name a claim or a member of the header that it has',
    'key_claim_name: kid',
  ),
  credential: harsh(
    'it finds its key by iss, and no consumer has a credential of that name',
    'Give a consumer a credential whose key is the issuer',
    'curl -X POST http://localhost:8001/consumers/NAME/jwt -d key=ISSUER -d algorithm=ES256 --data-urlencode rsa_public_key@key.pem', // prettier-ignore
  ),
  'key-algorithm': harsh(
    'a credential has one algorithm, and it is another one than alg',
    'Sign with that algorithm, or give the credential this one',
  ),
  key: harsh('the credential has no key', 'Give it the public key of the issuer'),
  signature: harsh(
    'a credential has one key, and it is not the one that signed',
    'Find credentials by kid, with one for each key',
    'key_claim_name: kid',
  ),
  dates: datesOfKong,
  lifetime: harsh('the token ends later than maximum_expiration allows', 'Let it live shorter, or allow more'),
  consumer: harsh('the consumer of the credential is gone', 'Make the consumer again'),
}
