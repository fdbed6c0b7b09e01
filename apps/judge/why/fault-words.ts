import { expectedShape } from '#core/token/claims'
import { spanText } from '#core/page/time-text'
import type { TokenFacts, FaultOfToken } from './token-faults.ts'

type WordsOfFault = (facts: TokenFacts) => string

const alwaysSaid =
  (words: string): WordsOfFault =>
  () =>
    words

const spanFrom = (date: unknown, now: number): string =>
  typeof date === 'number' ? spanText((date - now) * 1000) : 'some time'

/** What is wrong, behind "although …". */
export const WORDS_OF_FAULTS: Readonly<Record<FaultOfToken, WordsOfFault>> = {
  'no-token': alwaysSaid('nobody sends a token'),
  'two-tokens': alwaysSaid('two Authorization headers are sent'),
  'odd-credentials': alwaysSaid('its header is not the word Bearer, one space, and one token'),
  'odd-spelling': alwaysSaid('its text is not spelled as a token is'),
  'odd-json': alwaysSaid('its JSON is none, or can be read in two ways'),
  'odd-claim': ({ odd: [claim = 'claim'] }) =>
    `its ${claim} is not ${expectedShape(claim) ?? 'of the type that its standard says'}`,
  'too-large': alwaysSaid('it is longer than any token of this sandbox'),
  'signature-missing': alwaysSaid('it has no signature'),
  'critical-header': alwaysSaid('its header asks for an extension that no verifier of ours knows (crit, b64)'),
  'wrong-type': alwaysSaid('its header says that it is of another type (typ)'),
  'wrong-algorithm': alwaysSaid('its alg is not that of the key'),
  'unknown-key': alwaysSaid('its kid names no key that is trusted here'),
  'signature-mismatch': alwaysSaid('nobody who is trusted here has signed it'),
  'wrong-issuer': ({ claims }) => (Object.hasOwn(claims, 'iss') ? 'it comes from another issuer' : 'it has no iss'),
  'wrong-audience': ({ claims }) => (Object.hasOwn(claims, 'aud') ? 'it is meant for somebody else' : 'it has no aud'),
  'no-exp': alwaysSaid('it has no exp, so it never ends'),
  'no-iat': alwaysSaid('it does not say when it was issued (iat)'),
  expired: ({ claims: { exp }, now }) => (exp === 0 ? 'its exp is 0' : `it ended ${spanFrom(exp, now)} ago`),
  'nbf-ahead': ({ claims: { nbf }, now }) => `it begins in ${spanFrom(nbf, now)} (nbf)`,
  'iat-ahead': ({ claims: { iat }, now }) => `it says that it is issued in ${spanFrom(iat, now)} (iat)`,
  'lifetime-too-long': ({ claims: { exp, iat } }) => `it lives for ${spanFrom(exp, typeof iat === 'number' ? iat : 0)}`,
  'end-before-begin': alwaysSaid('it ends before it was issued'),
  'bound-token': alwaysSaid('it is bound to a key that its sender did not show (cnf)'),
}
