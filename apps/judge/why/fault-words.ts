import { expectedShape } from '#core/token/claims'
import { spanText } from '#core/page/time-text'
import type { TokenFacts, TokenFault } from './token-faults.ts'

type Words = (facts: TokenFacts) => string

const always =
  (words: string): Words =>
  () =>
    words

const spanFrom = (date: unknown, now: number): string =>
  typeof date === 'number' ? spanText((date - now) * 1000) : 'some time'

/** What is wrong, behind "although …". */
export const FAULT_WORDS: Readonly<Record<TokenFault, Words>> = {
  'no-token': always('nobody sends a token'),
  'two-tokens': always('two Authorization headers are sent'),
  'odd-credentials': always('its header is not the word Bearer, one space, and one token'),
  'odd-spelling': always('its text is not spelled as a token is'),
  'odd-json': always('its JSON is none, or can be read in two ways'),
  'odd-claim': ({ odd: [claim = 'claim'] }) =>
    `its ${claim} is not ${expectedShape(claim) ?? 'of the type that its standard says'}`,
  'too-large': always('it is longer than any token of this sandbox'),
  'signature-missing': always('it has no signature'),
  'critical-header': always('its header asks for an extension that nobody here knows (crit, b64)'),
  'wrong-type': always('its header says that it is of another type (typ)'),
  'wrong-algorithm': always('its alg is not that of the key'),
  'unknown-key': always('its kid names no key that is trusted here'),
  'signature-mismatch': always('nobody who is trusted here has signed it'),
  'wrong-issuer': ({ claims }) => (Object.hasOwn(claims, 'iss') ? 'it comes from another issuer' : 'it has no iss'),
  'wrong-audience': ({ claims }) => (Object.hasOwn(claims, 'aud') ? 'it is meant for somebody else' : 'it has no aud'),
  'no-exp': always('it has no exp, so it never ends'),
  'no-iat': always('it does not say when it was issued (iat)'),
  expired: ({ claims: { exp }, now }) => (exp === 0 ? 'its exp is 0' : `it ended ${spanFrom(exp, now)} ago`),
  'nbf-ahead': ({ claims: { nbf }, now }) => `it begins in ${spanFrom(nbf, now)} (nbf)`,
  'iat-ahead': ({ claims: { iat }, now }) => `it says that it is issued in ${spanFrom(iat, now)} (iat)`,
  'lifetime-too-long': ({ claims: { exp, iat } }) => `it lives for ${spanFrom(exp, typeof iat === 'number' ? iat : 0)}`,
  'end-before-begin': always('it ends before it was issued'),
  'bound-token': always('it is bound to a key that its sender did not show (cnf)'),
}
