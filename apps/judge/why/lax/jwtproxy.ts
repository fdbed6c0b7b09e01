import { mendedBy, REFUSES, unhelped, type LaxTable } from './lax-table.ts'

/** @param lines of `verifier` */
const verifier = (...lines: string[]): string =>
  ['jwtproxy:', '  verifier_proxies:', '    - verifier:', ...lines.map((line) => `        ${line}`), ''].join('\n')

/** The verifying proxy of jwtproxy, with the keys of whoever has one. */
export const JWTPROXY_LAX: LaxTable = {
  'no-token': REFUSES,
  'two-tokens': unhelped('it reads the first Authorization header', 'makes it read the second one'),
  'odd-credentials': unhelped(
    'it reads from the eighth sign on, whatever the seventh is, and takes the password of Basic for a token',
    'says what may stand there',
  ),
  'odd-spelling': unhelped('it takes padding and any last bits of base64', 'asks for one spelling'),
  'odd-json': unhelped('of two members with one name it takes the last', 'makes its JSON strict'),
  'odd-claim': ({ odd }) => unhelped('it asks for texts and numbers, whatever they are, and for no other claim', `says what ${odd[0]} may be`), // prettier-ignore
  'too-large': REFUSES,
  'signature-missing': REFUSES,
  'critical-header': unhelped('nobody looks at crit, if it is a text', 'looks at crit'),
  'wrong-type': unhelped('nobody looks at typ', 'looks at typ'),
  'wrong-algorithm': unhelped('it checks RS256, whatever alg says', 'looks at alg'),
  'unknown-key': unhelped('it compares key ids without regard to case', 'makes it compare them letter by letter'),
  'signature-mismatch': REFUSES,
  'wrong-issuer': ({ expected }) =>
    mendedBy(
      'it believes each issuer that has a key at its key server',
      'claims_verifiers with the iss that is meant',
      verifier(
        'claims_verifiers:',
        '  - type: static',
        '    options:',
        `      iss: ${JSON.stringify(expected.issuer)}`,
      ),
    ),
  'wrong-audience': unhelped('it compares scheme, host and port of aud, and nothing else', 'compares the rest'),
  'no-exp': REFUSES,
  'no-iat': REFUSES,
  expired: unhelped('it counts whole seconds, and the last one is not over', 'makes it count parts of a second'),
  'nbf-ahead': unhelped('it cuts the fraction off nbf', 'makes it count parts of a second'),
  'iat-ahead': mendedBy('its max_skew is for iat', 'max_skew: 0s', verifier('max_skew: 0s')),
  'lifetime-too-long': mendedBy('its max_ttl is as long', 'max_ttl: 5m', verifier('max_ttl: 5m')),
  'end-before-begin': unhelped('an end before the begin is a short life for it', 'compares exp with iat'),
  'bound-token': unhelped('nobody looks at cnf', 'looks at cnf'),
}
