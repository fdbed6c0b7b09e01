import { bearerOf } from '#core/access/bearer-credentials'
import type { AskedRequest, Dialect } from '#core/access/dialect'
import { strictAnswer } from '#core/access/strict-answers'
import { fixedKeys } from '#core/keys/key-set'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { ANYONE, type Trust } from '#core/token/trust'
import { CHECKS, type Examination } from '#core/token/verify'
import { judgeDialect } from '../judge-by.ts'
import { JUDGE_TITLES } from '../judge-titles.ts'
import type { Judge, Question } from '../judgement.ts'

/** As the services of the sandbox check an access token: all checks of `verifyToken`, behind the one about credentials. */
export function createStrictJudge(): Judge {
  return {
    id: 'strict',
    title: JUDGE_TITLES.strict,
    configuration: [
      'issuer: ISSUER',
      'audience: AUDIENCE',
      `type: ${ASKED_OF_ALL.type.join(' or ')}`,
      `required: ${ASKED_OF_ALL.required.join(', ')}`,
      `maxLifetimeSeconds: ${ASKED_OF_ALL.maxLifetimeSeconds}`,
      `leewaySeconds: ${ASKED_OF_ALL.leewaySeconds}`,
    ].join('\n'),
    judge: (question) => judgeDialect('strict', strictVerifier(question), question),
  }
}

/** What a service of the sandbox asks of an access token, but for who it is. */
const ASKED_OF_ALL = {
  subject: ANYONE,
  algorithms: ALL_ALGORITHMS,
  type: ['JWT', 'at+jwt'],
  required: ['exp', 'iat'],
  maxLifetimeSeconds: 86_400,
  leewaySeconds: 0,
} as const satisfies Partial<Trust>

/** What it believes before it sees a token: each of its checks can be asked by itself with that (`tryEveryCheck`). */
export const trustOfStrict = ({ expected, keys }: Pick<Question, 'expected' | 'keys'>): Trust => ({
  ...ASKED_OF_ALL,
  ...expected,
  keys: fixedKeys(keys.keys),
})

type StrictExamination = Examination & { request: AskedRequest }

function strictVerifier({ expected, keys, now }: Question): Dialect<StrictExamination> {
  const trust = trustOfStrict({ expected, keys })
  return {
    name: 'strict',
    title: 'As this sandbox does it: one strict order of checks, and the answers of RFC 6750',
    gaps: [],
    forwardsToken: false,
    opensTunnels: false,
    given: ['request', 'now', 'seconds', 'trust'],
    checks: [
      {
        name: 'credentials',
        rule: 'RFC 6750 §2, §3.1: one Authorization header with one token',
        run: (e) => void (e.token = bearerOf(e.request, { basicPassword: false })),
      },
      ...CHECKS,
    ],
    begin: (request) => ({ request, trust, now: () => now, seconds: now / 1000 }) as StrictExamination, // the checks fill in the rest, in order
    tokenOf: ({ token }) => (typeof token === 'string' ? token : undefined),
    believed: ({ claims, header }) => ({
      claims,
      issuer: expected.issuer,
      keyId: String(header['kid']),
      until: (claims.exp ?? 0) * 1000, // it is there: required
    }),
    answer: strictAnswer(expected.audience),
  }
}
