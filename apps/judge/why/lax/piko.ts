import { mendedBy, REFUSES, unhelped, type LaxTable } from './lax-table.ts'

const pikoFlag = (why: string, name: string, value: string) => mendedBy(why, `--proxy.auth.${name}`, `--proxy.auth.${name} ${value}`) // prettier-ignore

/** A port of Piko with a key and nothing else. */
export const PIKO_LAX: LaxTable = {
  'no-token': REFUSES,
  'two-tokens': unhelped('it reads the first Authorization header', 'makes it read the second one'),
  'odd-credentials': REFUSES,
  'odd-spelling': unhelped('it takes any last bits of base64', 'asks for one spelling'),
  'odd-json': unhelped('of two members with one name it takes the last, in any case', 'makes its JSON strict'),
  'odd-claim': ({ odd: [claim = ''] }) =>
    unhelped(
      ['exp', 'nbf', 'iat'].includes(claim)
        ? `for it a date may be a text with a number in it, or null`
        : 'it asks for no more than the type of its language',
      `says what ${claim} may be`,
    ),
  'too-large': REFUSES,
  'signature-missing': REFUSES,
  'critical-header': unhelped('nobody looks at crit', 'looks at crit'),
  'wrong-type': unhelped('nobody looks at typ', 'looks at typ'),
  'wrong-algorithm': unhelped(
    'its key is for each algorithm of its family: RS256, RS384 and RS512',
    'names one algorithm',
  ),
  'unknown-key': ({ header }) =>
    header['kid'] === undefined
      ? unhelped('a token that names no key is tried with each of them', 'asks for a kid')
      : pikoFlag('a key that stands in its configuration has no id, so nobody looks at the kid', 'jwks.endpoint', 'https://localhost:5443/jwks'), // prettier-ignore
  'signature-mismatch': REFUSES,
  'wrong-issuer': ({ expected }) => pikoFlag('unless issuer is set, nobody looks at iss', 'issuer', expected.issuer),
  'wrong-audience': ({ expected }) => pikoFlag('unless audience is set, nobody looks at aud', 'audience', expected.audience), // prettier-ignore
  'no-exp': unhelped('it looks at exp only if there is one', 'asks for exp'),
  'no-iat': unhelped('nobody looks for iat', 'asks for iat'),
  expired: REFUSES,
  'nbf-ahead': unhelped('it cuts the fraction off nbf', 'makes it count parts of a second'),
  'iat-ahead': unhelped('nobody looks at iat, though its documents say so', 'looks at iat'),
  'lifetime-too-long': unhelped('nobody counts how long a token lives', 'sets a longest life'),
  'end-before-begin': unhelped('it compares no claim with another', 'compares exp with iat'),
  'bound-token': unhelped('nobody looks at cnf', 'looks at cnf'),
}
