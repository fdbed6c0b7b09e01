import type { DialectGap } from '../../dialect.ts'

/** What the jwt plugin of Kong lets through that a strict verifier refuses. */
export const KONG_GAPS: readonly DialectGap[] = [
  {
    id: 'exp',
    by: 'checks',
    says: 'An expired token is believed, and one that has no end, unless claims_to_verify names exp.',
  },
  { id: 'nbf', by: 'checks', says: 'A token that is not valid yet is believed, unless claims_to_verify names nbf.' },
  { id: 'iat', by: 'checks', says: 'Nobody looks at when a token was issued.' },
  { id: 'aud', by: 'checks', says: 'Nobody looks at whom a token is meant for: one for another service is good here.' },
  { id: 'jti', by: 'checks', says: 'A token may come again, and none can be taken back: only its credential can.' },
  { id: 'typ', by: 'checks', says: 'A token of any type will do.' },
  { id: 'header', by: 'checks', says: 'Nobody looks at what else the header has, not at a critical extension either.' },
  { id: 'cnf', by: 'checks', says: 'A token that is bound to a key is taken from whoever brings it.' },
  { id: 'spelling', by: 'checks', says: 'Base64 may have either alphabet, padding and any last bits; of two members with one name the last one counts.', bound: '15360 characters' }, // prettier-ignore
  { id: 'prefix', by: 'checks', says: 'The word Bearer may stand anywhere in a header, and a header in which it is missing has no token.' }, // prettier-ignore
  {
    id: 'query',
    by: 'checks',
    says: 'Tokens are taken from the query, where logs see them, and go on to the service.',
  },
  {
    id: 'anonymous',
    by: 'checks',
    says: 'With anonymous every token that is not believed is somebody without a name: a forged one, too.',
  },
  { id: 'preflight', by: 'checks', says: 'Without run_on_preflight, any request with OPTIONS goes on unchecked.' },
  { id: 'secret', by: 'keys', says: 'A secret may be as short as one likes: whoever has one token can guess it.' },
  {
    id: 'length',
    by: 'checks',
    says: 'For a signature of another length the answer is 500, and PS takes keys of 2048 bits alone.',
  },
  { id: 'token', by: 'proxy', says: 'The service gets the token, and so do its logs.' },
  { id: 'web-socket', by: 'proxy', says: 'A web socket stays open after its token has expired.' },
]

/** What is asked for in the issue about gateways without a store, and what that leaves open. */
export const KONG_STATELESS_GAPS: readonly DialectGap[] = [
  { id: 'exp', by: 'checks', says: 'A token need have no end: one without is good until the secret is another, or it stands on the black list.' }, // prettier-ignore
  { id: 'aud', by: 'checks', says: 'A token is for whatever has the secret: nobody looks at its issuer or audience.' },
  {
    id: 'jti',
    by: 'checks',
    says: 'A token may come again, and its id may be missing: then the black list knows it by its text.',
  },
  { id: 'kid', by: 'keys', says: 'There is one key, so nobody looks at a key id; with a shared secret, whoever verifies can also sign.' }, // prettier-ignore
]
