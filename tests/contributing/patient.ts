import { bearerOf } from '../../core/access/bearer-credentials.ts'
import type { AskedRequest, Dialect } from '../../core/access/dialect.ts'
import { strictAnswer } from '../../core/access/strict-answers.ts'
import type { NamedCheck } from '../../core/token/run-checks.ts'
import type { Trust } from '../../core/token/trust.ts'
import { checkNamed, type Examination } from '../../core/token/verify.ts'

interface PatientExamination extends Examination {
  request: AskedRequest
}

const oneBearerToken: NamedCheck<PatientExamination> = {
  name: 'credentials',
  rule: 'RFC 6750 §2: one Authorization header with one token',
  needs: ['request', 'seconds'],
  run: (e) => void (e.token = bearerOf(e.request, { basicPassword: false })),
}
const OUR_CHECKS =
  'form header critical algorithm type key signature claims issuer audience required not-before issued-at lifetime binding'.split(
    ' ',
  )

/** A system that forgot one line: nobody looks whether a token has ended. */
export const patient = (trust: Trust, now: () => number): Dialect<PatientExamination> => ({
  name: 'patient',
  title: 'As this sandbox does it, and a token never ends',
  gaps: [
    { id: 'exp', by: 'checks', says: 'A token that has ended is believed.' },
    { id: 'jti', by: 'checks', says: 'The id of a token is not looked at.' },
    {
      id: 'kid',
      by: 'keys',
      says: 'With one key, a token need not name it, and what its header says of keys is no matter.',
    },
  ],
  forwardsToken: false,
  opensTunnels: false,
  given: ['request', 'trust', 'seconds', 'remembered'],
  checks: [oneBearerToken, ...OUR_CHECKS.map(checkNamed)],
  begin: (request) => ({ request, trust, seconds: now() / 1000, remembered: undefined }) as PatientExamination, // the checks fill in the rest, in order
  tokenOf: ({ token }) => (typeof token === 'string' ? token : undefined),
  believed: ({ claims, key }) => ({ claims, issuer: claims.iss ?? '', keyId: key.kid ?? '', until: Infinity }),
  answer: strictAnswer('patient'),
})
