import { mendedBy, REFUSES, unhelped, type LaxTable } from './lax-table.ts'

/** @param option as Go writes it; the client hands it to its JWT library */
const parserOption = (why: string, option: string) => mendedBy(why, `the parser option ${option}`, option)

/** A service with the Go client of Stoke that passes no parser option. */
export const STOKE_LAX: LaxTable = {
  'no-token': REFUSES,
  'two-tokens': unhelped('it reads the first Authorization header', 'makes it read the second one'),
  'odd-credentials': REFUSES,
  'odd-spelling': unhelped('its client takes any last bits of base64', 'that the client is made with asks for one spelling'), // prettier-ignore
  'odd-json': unhelped('of two members with one name it takes the last', 'makes its JSON strict'),
  'odd-claim': ({ odd }) => unhelped('it takes any whole number for a date, and any text for what it is', `says what ${odd[0]} may be`), // prettier-ignore
  'too-large': REFUSES,
  'signature-missing': REFUSES,
  'critical-header': unhelped('nobody looks at crit', 'looks at crit'),
  'wrong-type': unhelped('nobody looks at typ', 'looks at typ'),
  'wrong-algorithm': ({ algorithms }) =>
    parserOption('the type of a key alone decides which alg may be', `jwt.WithValidMethods([]string{${algorithms.map((name) => JSON.stringify(name)).join(', ')}})`), // prettier-ignore
  'unknown-key': unhelped('it tries each key of the set, and nobody looks at the kid', 'looks at the kid'),
  'signature-mismatch': REFUSES,
  'wrong-issuer': ({ expected }) =>
    parserOption('its Go client looks at iss only where the service asks for it', `jwt.WithIssuer(${JSON.stringify(expected.issuer)})`), // prettier-ignore
  'wrong-audience': ({ expected }) =>
    parserOption('its Go client looks at aud only where the service asks for it', `jwt.WithAudience(${JSON.stringify(expected.audience)})`), // prettier-ignore
  'no-exp': parserOption('it looks at exp only if there is one', 'jwt.WithExpirationRequired()'),
  'no-iat': unhelped('nobody looks for iat', 'asks for iat'),
  expired: REFUSES,
  'nbf-ahead': REFUSES,
  'iat-ahead': parserOption('its JWT library looks at iat only on request', 'jwt.WithIssuedAt()'),
  'lifetime-too-long': unhelped('nobody counts how long a token lives', 'sets a longest life'),
  'end-before-begin': unhelped('it compares no claim with another', 'compares exp with iat'),
  'bound-token': unhelped('nobody looks at cnf', 'looks at cnf'),
}
