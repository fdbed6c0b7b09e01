import type { DialectGap } from '../../dialect.ts'

/** What the sidecar of Istio lets through that a strict verifier refuses. */
export const MESH_GAPS: readonly DialectGap[] = [
  { id: 'missing', by: 'checks', says: 'A request without a token goes on: only a policy can demand one.' },
  {
    id: 'prefix',
    by: 'checks',
    says: 'A header in which the prefix is not spelt to the letter has no token, and the prefix may stand anywhere in it.',
  },
  {
    id: 'query',
    by: 'checks',
    says: 'Tokens are taken from the query, where logs see them, and of a parameter that is repeated the first counts.',
  },
  {
    id: 'several',
    by: 'checks',
    says: 'Of several rules one is enough: a bad token goes on when another rule believes a token elsewhere.',
    bound: '8 tokens for one rule, each of 15360 characters',
  },
  {
    id: 'spelling',
    by: 'checks',
    says: 'Spaces, padding, other last bits and further dots do not count, and numbers are rounded.',
    bound: 'a member that appears twice, or more than 32 levels, is no JSON',
  },
  { id: 'typ', by: 'checks', says: 'A token of any type will do.' },
  { id: 'header', by: 'checks', says: 'Nobody looks at what else the header has, not at a critical extension either.' },
  { id: 'cnf', by: 'checks', says: 'A token that is bound to a key is taken from whoever brings it.' },
  { id: 'exp', by: 'checks', says: 'A token without exp, or with 0, never expires, and any may live for ever.' },
  { id: 'skew', by: 'checks', says: 'A token is good for 60 seconds before nbf and after exp.' },
  { id: 'iat', by: 'checks', says: 'Nobody looks at when a token was issued, as long as it is a number.' },
  {
    id: 'jti',
    by: 'checks',
    says: 'A token may come again, and its id may be missing, empty, or thousands of letters long.',
  },
  {
    id: 'aud',
    by: 'checks',
    says: 'A rule without audiences takes tokens that are meant for anybody, and scheme and last slash do not count.',
  },
  {
    id: 'order',
    by: 'checks',
    says: 'Time, issuer and audience are judged before the signature: whoever made up a token hears about these.',
  },
  {
    id: 'kid',
    by: 'keys',
    says: 'Without a kid each key is tried, and a key without one serves any kid.',
    bound: '16 keys for one token',
  },
  {
    id: 'alg',
    by: 'keys',
    says: 'A key that names no algorithm serves each that fits its type.',
    bound: 'no key for HMAC, no curve with the digest of another, no weak key, no private one, none for encryption',
  },
  { id: 'age', by: 'keys', says: 'A key that was taken out of its set is believed for up to 20 minutes.' },
  {
    id: 'away',
    by: 'keys',
    says: 'While the set cannot be fetched the last one is good, however old, and an unknown kid fetches nothing.',
  },
  { id: 'discovery', by: 'keys', says: 'The document of an issuer may send us to any address for its keys.' },
  {
    id: 'realm',
    by: 'checks',
    says: 'The challenge repeats the address that was asked for, with its query.',
    bound: 'without the tokens in it',
  },
  {
    id: 'cors',
    by: 'proxy',
    says: 'What looks like a CORS preflight needs no token, and one that it has is not looked at.',
    bound: 'what a client says in the headers of the sidecar goes nevertheless',
  },
  { id: 'cookie', by: 'proxy', says: 'A token in a cookie goes on to the service.' },
  { id: 'web-socket', by: 'proxy', says: 'A web socket stays open after its token has expired.' },
]
