import { mendedBy, REFUSES, unhelped, type LaxTable } from './lax-table.ts'

/** The rule of RequestAuthentication, with more in it. */
const withAudiences = (issuer: string, audience: string): string =>
  [
    'apiVersion: security.istio.io/v1',
    'kind: RequestAuthentication',
    'metadata:',
    '  name: tokens',
    'spec:',
    '  jwtRules:',
    `    - issuer: ${JSON.stringify(issuer)}`,
    `      audiences: [${JSON.stringify(audience)}]`,
    `      jwksUri: https://localhost:5443/jwks`,
    '',
  ].join('\n')

const TOKEN_NEEDED = [
  'apiVersion: security.istio.io/v1',
  'kind: AuthorizationPolicy',
  'metadata:',
  '  name: a-token-is-needed',
  'spec:',
  '  action: DENY',
  '  rules:',
  '    - from:',
  '        - source:',
  '            notRequestPrincipals: ["*"]',
  '',
].join('\n')

const nobodyKnown = (why: string) => mendedBy(why, 'an AuthorizationPolicy that denies notRequestPrincipals: ["*"]', TOKEN_NEEDED) // prettier-ignore

/** One rule of a RequestAuthentication. */
export const MESH_LAX: LaxTable = {
  'no-token': nobodyKnown('a RequestAuthentication refuses bad tokens alone, and asks for none'),
  'two-tokens': unhelped('it looks at both, and both hold', 'says that one is enough'),
  'odd-credentials': ({ authorization }) =>
    authorization.some((value) => value.includes('Bearer '))
      ? unhelped('it looks for Bearer anywhere in the header', 'makes it read the whole of the header')
      : nobodyKnown('a header without the word Bearer and a space counts as no token'),
  'odd-spelling': unhelped('spaces, further dots and padding do not count for it', 'asks for one spelling'),
  'odd-json': unhelped('it rounds numbers', 'makes its JSON strict'),
  'odd-claim': ({ odd }) =>
    unhelped('it asks for texts and for numbers that are not negative, and no more', `says what ${odd[0]} may be`),
  'too-large': REFUSES,
  'signature-missing': REFUSES,
  'critical-header': unhelped('nobody looks at crit', 'looks at crit'),
  'wrong-type': unhelped('nobody looks at typ', 'looks at typ'),
  'wrong-algorithm': REFUSES,
  'unknown-key': unhelped('a token without a kid is tried with each key of the set', 'asks for a kid'),
  'signature-mismatch': REFUSES,
  'wrong-issuer': REFUSES,
  'wrong-audience': ({ expected }) => mendedBy('unless its rule names audiences, nobody looks at aud', `audiences: [${JSON.stringify(expected.audience)}] in its rule`, withAudiences(expected.issuer, expected.audience)), // prettier-ignore
  'no-exp': unhelped('without exp a token is good for ever', 'asks for exp'),
  'no-iat': unhelped('nobody looks for iat', 'asks for iat'),
  expired: ({ claims: { exp } }) =>
    exp === 0 || (typeof exp === 'number' && exp < 1)
      ? unhelped('an exp of 0 is the same as none for it', 'asks for another exp')
      : unhelped('it lets 60 seconds pass after exp, for clocks may differ', 'changes these 60 seconds'),
  'nbf-ahead': unhelped('it begins 60 seconds before nbf, for clocks may differ', 'changes these 60 seconds'),
  'iat-ahead': unhelped('it reads iat and compares it with nothing', 'looks at iat'),
  'lifetime-too-long': unhelped('nobody counts how long a token lives', 'sets a longest life'),
  'end-before-begin': unhelped('it compares no claim with another', 'compares exp with iat'),
  'bound-token': unhelped('nobody looks at cnf', 'looks at cnf'),
}
