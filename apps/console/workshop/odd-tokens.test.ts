import { expect, test } from 'vitest'
import type { KeptPlay } from '../plays/kept-play.ts'
import { playOutcomeOf } from '../plays/outcome.ts'
import type { Step } from '#core/trace/step'
import { toldStep } from '#core/trace/told-step.fixture'
import { WORKSHOP_STEPS } from './tracks.ts'

/** What header, claims and their members may be: whoever sends a token from the bench writes it. */
const ODD: unknown[] = [
  undefined,
  null,
  0,
  '',
  'x\n# y',
  [],
  [[]],
  {},
  { toString: 1 },
  Infinity,
  true,
  'x'.repeat(20_000),
]
const NAMES = ['kid', 'alg', 'sub', 'jti', 'aud', 'exp', '__proto__']
const CHECKS = [
  ['signature', 'signature-mismatch'],
  ['key', 'unknown-key'],
  ['key', 'revoked-key'],
  ['algorithm', 'wrong-algorithm'],
  ['expiry', 'expired'],
  ['audience', 'wrong-audience'],
  ['revocation', 'revoked-token'],
] as const

function playOf(token: Step['token'], check: string, reason: string, caller: string): KeptPlay {
  const checks: Step['checks'] = [{ check, rule: '', outcome: 'failed', reason }]
  const shown = token && { token }
  const who = check === 'revocation' ? 'jwt-factory' : 'serviceb'
  const steps = [
    toldStep(caller, 'sends', { to: 'serviceb', ...shown }),
    toldStep('serviceb', 'checks', { ...shown }),
    toldStep('serviceb', 'believes'),
    toldStep(who, 'checks', { checks, ...shown }),
    toldStep(who, 'refuses', { reason }),
    toldStep('serviceb', 'refuses', { reason }),
  ]
  const outcome = playOutcomeOf(steps, 401)
  const told = { traceId: 'a', scenario: 5, caller, query: '', startedAt: 0, tookMs: 0, status: 401, title: '' }
  return { ...told, steps, outcome, missing: [], requests: {}, hasTokens: false, tokens: [] }
}

const tokens = ODD.flatMap((odd) => [
  { header: odd, claims: odd },
  ...NAMES.map((name) => ({ header: { [name]: odd }, claims: { [name]: odd } })),
])

test.each(WORKSHOP_STEPS.map((step) => [step.id, step] as const))(
  '%s: whatever stands in a token, its check says something short, or nothing',
  (_id, { check }) => {
    const plays = [undefined, ...tokens].flatMap((token) =>
      CHECKS.flatMap(([name, reason]) => ['console', 'servicea'].map((caller) => playOf(token, name, reason, caller))),
    )
    for (const play of plays) {
      const { sentence = '' } = check({ plays: [play, play], runs: [], decisions: [], judged: [], given: [] }) ?? {}
      expect(sentence.length).toBeLessThan(300)
      expect(sentence).not.toMatch(/\p{Cc}/u)
    }
  },
)
