import { TITLES, type RejectionReason, type TokenRejected } from './rejection.ts'

type Words = (rejection: TokenRejected) => string

/** Where the verifier has said what it expects; otherwise the rest would be an empty promise. */
const must =
  (what: string): Words =>
  ({ expected }) =>
    expected === undefined ? '' : `${what} must be ${expected}`

const onThe = ({ date }: TokenRejected) => (date ? `, it is ${date.toISOString()}` : '')

/** What was expected in place of what stands there, and what to do. Nothing of it is from the token, but for a date. */
const EXPECTATIONS: Record<RejectionReason, Words> = {
  malformed: () => 'it must be three segments of base64url without padding, with strict JSON in the first two',
  'too-large': must('it'),
  'signature-missing': () => 'it must be signed, with a third segment',
  'critical-header': () => 'the header must have neither crit nor b64',
  'wrong-type': must('the header typ'),
  'wrong-algorithm': must('the header alg'),
  'revoked-key': () => 'sign with a key that is published, and name it in the header kid',
  'expired-key': () => 'sign with a key that is good at the moment, and name it in the header kid',
  'pending-key': () => 'the key must be approved at the key registry before it is used',
  'unknown-key': () => 'the header kid must name a key that its issuer (iss) has published, and one alone',
  'signature-mismatch': () => 'it must be signed, as it is, by the key that the header kid names',
  'missing-claim': ({ claim }) => `the claim ${claim} must be there`,
  'invalid-claim': ({ claim, expected = 'of the type that its standard says' }) =>
    `the claim ${claim} must be ${expected}`,
  'wrong-issuer': must('the claim iss'),
  'wrong-audience': must('the claim aud'),
  'wrong-subject': must('the claim sub'),
  expired: (rejection) => `the claim exp must lie ahead${onThe(rejection)}`,
  'not-active': (rejection) => `the claim ${rejection.claim} must not lie ahead${onThe(rejection)}`,
  'lifetime-too-long': must('the time from iat to exp'),
  'revoked-token': () => 'ask for another one, with another jti',
  replayed: () => 'make a new one for each request, with another jti',
  'bound-token': () => 'the claim cnf must not be there',
}

/**
 * Why a token is not believed, for whoever sent it and wants to mend it: the claim or the part of the header, what was
 * expected there, what to do. Safe to show, as the reason is.
 */
export function explainRejection(rejection: TokenRejected): string {
  const expectation = EXPECTATIONS[rejection.reason](rejection)
  return expectation === '' ? TITLES[rejection.reason] : `${TITLES[rejection.reason]}: ${expectation}`
}
