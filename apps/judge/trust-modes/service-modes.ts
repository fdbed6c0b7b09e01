import type { Verifier } from '#core/access/verifier'
import { manualClock } from '#core/clock'
import { speaksForIssuer } from '#core/config/factory-issuer'
import { fixedKeys } from '#core/keys/key-set'
import { isRingId } from '#core/rings/ring-id'
import type { Verdict } from '#core/token/verdict'
import type { StepCheck } from '#core/trace/step'
import { UNHEARD } from '#core/trace/look'
import type { TrustMode } from '#scenarios'
import { trustModes } from '../../service/verifiers/trust-modes.ts'
import { serviceTrust, type ServiceTrust, type TrustSettings } from '../../service/verifiers/trust.ts'
import type { AskProcess } from '../../console/live/ask.ts'
import { cannotBeAsked } from '../judge-by.ts'
import { JUDGE_TITLES } from '../judge-titles.ts'
import type { Judge, Question } from '../judgement.ts'
import { tokenSays } from '../keys/token-says.ts'
import { judgeAsService } from './as-service.ts'
import { sandboxFactory, type SandboxFactory } from './sandbox-factory.ts'

/** The sandbox beside which a token is judged. */
export interface SandboxBeside {
  ask: AskProcess
  /** Its time when the keys were found: milliseconds since 1970. A question about another moment is none for its factory. */
  now: number
}

export interface ServiceModesParts {
  /** What the services go by. */
  config: TrustSettings
  /** Absent: none runs, so nobody can be asked. */
  sandbox?: SandboxBeside | undefined
  /** Who calls: whose ring, or whose own keys they are. Absent: whom the token speaks of, where that could be a caller. */
  caller?: string | undefined
}

interface ServiceMode {
  configuration: string
  /** Somebody else decides, who has to be there. */
  asksFactory?: (verdict: Verdict, told: readonly StepCheck[], factory: SandboxFactory) => readonly StepCheck[]
}

const EXPECTED_LINES = ['issuer: ISSUER', 'audience: AUDIENCE']

/** What a service would write down for each; how it decides is in its own verifiers. */
const SERVICE_MODES: Record<TrustMode, ServiceMode> = {
  'ask-factory': {
    configuration: 'ask: POST /verify/CALLER {token, aud: AUDIENCE, sub: CALLER}',
    asksFactory: (_verdict, _told, factory) => factory.checks(),
  },
  'pinned-key': {
    configuration: [...EXPECTED_LINES, 'subject: CALLER', 'key: KEY, pinned'].join('\n'),
  },
  'key-set': {
    configuration: [...EXPECTED_LINES, 'subject: CALLER', 'keys: KEY, published by the factory'].join('\n'),
  },
  'access-token': {
    configuration: [...EXPECTED_LINES, 'type: at+jwt', 'keys: KEY, published by the issuer'].join('\n'),
  },
  introspection: {
    configuration: ['ask: POST /introspect {token}, as the client AUDIENCE', ...EXPECTED_LINES].join('\n'),
    asksFactory: introspectionChecks,
  },
}

/** The trust modes of services, each as B decides by it: the same functions, with other keys. */
export function createServiceModeJudges(parts: ServiceModesParts): Judge[] {
  const modes = Object.entries(SERVICE_MODES) as [TrustMode, ServiceMode][] // its own keys
  return modes.map(([id, { configuration, asksFactory }]) => ({
    id,
    title: JUDGE_TITLES[id],
    configuration,
    async judge(question) {
      const trouble = asksFactory && cannotAskHere(parts.sandbox, question)
      if (trouble !== undefined) return cannotBeAsked(id, trouble)
      const factory = sandboxFactory(askOf(parts.sandbox), question.expected)
      const verify = verifiersFor(question, parts, factory)[id]
      const caller = (token: string) => parts.caller ?? callerOfToken(token)
      return judgeAsService(
        {
          judge: id,
          verify: (token, context) => verify(token, caller(token), context),
          ...(asksFactory && { checksOf: (verdict, told) => asksFactory(verdict, told, factory) }),
        },
        question,
      )
    },
  }))
}

const NO_SANDBOX = 'No sandbox runs here whose factory could be asked. Start it: npm start.'

function cannotAskHere(sandbox: SandboxBeside | undefined, { now }: Question): string | undefined {
  if (!sandbox) return NO_SANDBOX
  if (now === sandbox.now) return undefined
  return 'The factory judges by its own clock, and this is about another moment. Move its clock (npm run control -- clock), or ask about its own time.'
}

/** Whoever has none asks nobody: that was looked at before. */
const askOf = (sandbox: SandboxBeside | undefined): AskProcess =>
  sandbox?.ask ?? (() => Promise.reject(new Error('there is no sandbox')))

function verifiersFor(
  { expected, keys, now }: Question,
  { config }: ServiceModesParts,
  factory: SandboxFactory,
): Record<TrustMode, Verifier> {
  const clock = manualClock(now) // it stands still: that moment is asked about
  const source = () => fixedKeys(keys.keys)
  return trustModes({
    trust: trustAsExpected(serviceTrust('serviceb', config), expected),
    isOfIssuer: speaksForIssuer(config.factoryIssuer),
    audience: expected.audience,
    factory,
    introspect: (token) => factory.introspect(token),
    keys: { pinned: source, issuer: source, ring: source },
    clock,
    log: UNHEARD,
  })
}

/** Those of a service in all but whose tokens they are, and for whom. */
const trustAsExpected = (
  { plain, accessToken, selfSigned }: ServiceTrust,
  expected: Question['expected'],
): ServiceTrust => ({
  plain: { ...plain, ...expected },
  accessToken: { ...accessToken, ...expected },
  selfSigned: { ...selfSigned, ...expected },
})

const USUAL_CALLER = 'servicea'

function callerOfToken(token: string): string {
  const { sub } = tokenSays(token)
  return isRingId(sub) ? sub : USUAL_CALLER
}

/** The word of the factory counts, so its checks do; what it says is held to the rules of this service as well (RFC 7662 §4). */
function introspectionChecks(
  verdict: Verdict,
  _told: readonly StepCheck[],
  factory: SandboxFactory,
): readonly StepCheck[] {
  const checks = factory.checks()
  const isActive = checks.every(({ outcome }) => outcome !== 'failed')
  const rule = 'RFC 7662 §4: what the factory says of the token is held to the rules of this service'
  const own = { check: 'rules-here', rule }
  if (!isActive) return [...checks, { ...own, outcome: 'skipped' }]
  return [
    ...checks,
    verdict.valid ? { ...own, outcome: 'passed' } : { ...own, outcome: 'failed', reason: verdict.reason },
  ]
}
