import { fingerprint } from '../token/redact.ts'
import { TITLES, TokenRejected } from '../token/rejection.ts'
import { runInOrder } from '../token/run-checks.ts'
import type { StepCheck } from '../trace/step.ts'
import {
  AccessRefused,
  type AccessDecision,
  type AccessReason,
  type AskedRequest,
  type Dialect,
  type AccessRefusal,
  type RequestContext,
} from './dialect.ts'
import { tellChecks, type RefusalLog } from './judge.ts'

export interface DecideParts {
  /** The request on whose behalf is decided; its trace is told how. */
  context: RequestContext
  log: RefusalLog
}

/**
 * Decides about a request as a dialect does: its checks in their order, the first refusal ends them. The trace is told of
 * every check, the log of every refusal. What cannot be decided is no yes.
 * @throws nothing that comes of a request, a key source or a store; anything else is a bug
 */
export async function decideBy<E>(
  dialect: Dialect<E>,
  request: AskedRequest,
  { context, log }: DecideParts,
): Promise<AccessDecision> {
  const { recorder } = context
  const checks: StepCheck[] = []
  const observe = recorder.isOn ? (check: StepCheck) => void checks.push(check) : undefined
  const begin = recorder.elapsed()
  const examination = dialect.begin(request, context)
  let check = ''
  const reasonOf = (error: unknown, name: string) => {
    check = name
    return reasonOfRefusal(error)
  }
  try {
    await runInOrder(dialect.checks, examination, reasonOf, observe)
    const identity = dialect.believed(examination)
    if (recorder.isOn) tell()
    return { kind: 'believed', ...identity }
  } catch (error) {
    const reason = reasonOfRefusal(error)
    if (reason === undefined) throw error
    const { claim, words } = error as AccessRefused // or TokenRejected, which says nothing in words of others
    const refusal: AccessRefusal = { reason, check, claim, words }
    logAccess(refusal, dialect.tokenOf(examination), (error as Error).cause)
    if (recorder.isOn) tell(refusal)
    const answer = dialect.answer(refusal)
    return reason === 'cannot-decide'
      ? { kind: 'undecided', reason, check, answer }
      : { kind: 'refused', reason, check, answer }
  }

  function tell(refusal?: AccessRefusal): void {
    const token = dialect.tokenOf(examination)
    const what = token === undefined ? 'the credentials of the request' : 'the token'
    tellChecks(recorder, token, { what, checks, tookMs: recorder.elapsed() - begin })
    if (!refusal) recorder.step({ verb: 'believes', what })
    else if (refusal.reason === 'cannot-decide')
      recorder.step({ verb: 'fails', what: `to decide about ${what}`, reason: titleOfReason(refusal.reason) })
    else recorder.step({ verb: 'refuses', what, reason: titleOfReason(refusal.reason) })
  }

  /** Whoever sent nothing was told to; that is no event. */
  function logAccess({ reason, check }: AccessRefusal, token: string | undefined, cause: unknown): void {
    if (reason === 'no-credentials') return
    const about = { reason, check, dialect: dialect.name, traceId: context.trace.traceId }
    const shown = token === undefined ? {} : { token: fingerprint(token) }
    if (reason !== 'cannot-decide') return log.warn({ ...about, ...shown }, 'token-rejected')
    log.warn({ ...about, ...shown, error: cause instanceof Error ? cause.message : undefined }, 'access-undecided')
  }
}

/** Undefined for what is no refusal. */
function reasonOfRefusal(error: unknown): AccessReason | undefined {
  return error instanceof AccessRefused || error instanceof TokenRejected ? error.reason : undefined
}

/** One English sentence, fit for `error_description` (RFC 6750 §3) as those of TITLES are. */
export function titleOfReason(reason: AccessReason): string {
  return OWN_TITLES.get(reason) ?? TITLES[reason as TokenRejected['reason']] // the map has the others
}

const OWN_TITLES: ReadonlyMap<AccessReason, string> = new Map([
  ['no-credentials', 'The request has no token'],
  ['invalid-request', 'The credentials cannot be read'],
  ['claim-not-allowed', 'The token is believed, and its claims are not those that are let in here'],
  ['cannot-decide', 'This cannot be decided at the moment'],
] as const)
