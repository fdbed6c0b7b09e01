import type { KeptPlay } from '../../apps/console/plays/kept-play.ts'
import type { Step } from '#core/trace/step'

/** A play that is kept, as long as plays of ten services would be. */
export function longPlay(count: number): KeptPlay {
  const steps = Array.from({ length: count }, (_, at): Step => ({ ...ROUND[at % ROUND.length]!(at), ms: at * 1.5 }))
  return {
    traceId: '0'.repeat(32),
    scenario: 1,
    caller: 'servicea',
    query: '',
    startedAt: 0,
    tookMs: count * 1.5,
    status: 200,
    title: 'A play that is long',
    outcome: { outcome: 'good' },
    steps,
    missing: [],
    requests: {},
    hasTokens: false,
    tokens: [],
  }
}

const SERVICES = ['servicea', 'serviceb', 'servicec']
const service = (at: number) => SERVICES[Math.floor(at / 5) % SERVICES.length] ?? 'servicea'

const TOKEN = {
  header: { alg: 'ES256', typ: 'JWT', kid: 'w_KYIxE-zHxYcMXSBiM-ax64w0P94ZXhN5ZPH7gzj0c' },
  claims: {
    iss: 'https://jwt-factory/',
    sub: 'servicea',
    aud: 'serviceb',
    iat: 1,
    exp: 3601,
    jti: 'a-token-id',
    scope: 'a b',
  },
}

const CHECKS = Array.from({ length: 17 }, (_, at) => ({
  check: `check-${at}`,
  rule: 'RFC 7519 §4.1.4: as long as a rule of a check is',
  outcome: 'passed' as const,
}))

type MadeStep = Omit<Step, 'ms'>

/** One hop, as a play has many. */
const ROUND: readonly ((at: number) => MadeStep)[] = [
  (at) => ({
    who: service(at),
    verb: 'asks',
    what: 'for a token',
    to: 'jwt-factory',
    sentence: `It asks for token ${at}.`,
  }),
  (at) => ({
    who: 'jwt-factory',
    verb: 'signs',
    what: 'a token',
    token: TOKEN,
    sentence: `The factory signs token ${at}.`,
  }),
  (at) => ({
    who: service(at),
    verb: 'sends',
    what: 'the token',
    to: service(at + 5),
    token: TOKEN,
    sentence: 'It sends the token.',
  }),
  (at) => ({
    who: service(at + 5),
    verb: 'checks',
    what: 'the token',
    checks: CHECKS,
    token: TOKEN,
    sentence: '17 checks.',
  }),
  (at) => ({
    who: service(at + 5),
    verb: 'believes',
    what: 'the token',
    token: TOKEN,
    sentence: 'It believes the token.',
  }),
]
