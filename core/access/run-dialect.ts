import { fingerprint } from '../token/redact.ts'
import { TokenRejected } from '../token/rejection.ts'
import { runInOrder } from '../token/run-checks.ts'
import type { StepCheck } from '../trace/step.ts'
import {
  AccessRefused,
  type AccessDecision,
  type AccessReason,
  type AccessRefusal,
  type AskedRequest,
  type Dialect,
  type Identity,
  type RequestContext,
} from './dialect.ts'
import { tellChecks, type RefusalLog } from './judge.ts'
import { titleOfRefusal } from './reason-titles.ts'

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
export async function decideBy<E, I extends Identity>(
  dialect: Dialect<E, I>,
  request: AskedRequest,
  parts: DecideParts,
): Promise<AccessDecision<I>> {
  return conclude(await lookBy(dialect, request, parts), parts)
}

/** What one dialect found about a request, before anybody is told what that means. */
export type DialectFinding<I extends Identity> =
  | { kind: 'believed'; identity: I; what: string }
  | { kind: 'open' }
  | ({ kind: 'refused'; dialect: string; what: string; token: string | undefined; cause: unknown } & WhyRefused)

interface WhyRefused {
  refusal: AccessRefusal
  answer(): ReturnType<Dialect<unknown>['answer']>
}

/** Runs the checks of a dialect, and tells the trace of each; whoever has all findings concludes. */
export async function lookBy<E, I extends Identity>(
  dialect: Dialect<E, I>,
  request: AskedRequest,
  { context }: DecideParts,
): Promise<DialectFinding<I>> {
  const begun = dialect.begin(request, context)
  const all = dialect.each?.(begun) ?? [begun]
  for (const examination of all) {
    const refused = await examineOne(dialect, examination, context)
    const token = dialect.tokenOf(examination)
    if (refused)
      return {
        ...refused,
        kind: 'refused',
        dialect: dialect.name,
        what: nameOfExamined(dialect, examination),
        token,
        answer: () => dialect.answer(refused.refusal, request),
      }
  }
  const last = all.at(-1)
  return last === undefined
    ? { kind: 'open' }
    : { kind: 'believed', identity: dialect.believed(last, all), what: nameOfExamined(dialect, last) }
}

function nameOfExamined<E, I extends Identity>(dialect: Dialect<E, I>, examination: E): string {
  if (dialect.named) return dialect.named(examination)
  return dialect.tokenOf(examination) === undefined ? 'the credentials of the request' : 'the token'
}

/** @returns undefined where all checks hold */
async function examineOne<E, I extends Identity>(
  dialect: Dialect<E, I>,
  examination: E,
  { recorder }: RequestContext,
): Promise<{ refusal: AccessRefusal; cause: unknown } | undefined> {
  const checks: StepCheck[] = []
  const observe = recorder.isOn ? (check: StepCheck) => void checks.push(check) : undefined
  const begin = recorder.elapsed()
  let check = ''
  const reasonOf = (error: unknown, name: string) => {
    check = name
    return reasonOfRefusal(error)
  }
  const tell = () => {
    if (!recorder.isOn) return
    const about = { what: nameOfExamined(dialect, examination), checks, tookMs: recorder.elapsed() - begin }
    tellChecks(recorder, dialect.tokenOf(examination), about)
  }
  try {
    await runInOrder(dialect.checks, examination, reasonOf, observe)
    tell()
    return undefined
  } catch (error) {
    const reason = reasonOfRefusal(error)
    if (reason === undefined) throw error
    const { claim, words } = error as AccessRefused // or TokenRejected, which says nothing in words of others
    tell()
    return { refusal: { reason, check, claim, words }, cause: (error as Error).cause }
  }
}

/** Says what became of the request: to the trace, to the log, and to whoever asked. */
export function conclude<I extends Identity>(
  finding: DialectFinding<I>,
  { context, log }: DecideParts,
): AccessDecision<I> {
  const { recorder } = context
  if (finding.kind === 'open') {
    recorder.step({ verb: 'goes-by', what: 'its rule for requests without a token' })
    return finding
  }
  const { what } = finding
  if (finding.kind === 'believed') {
    recorder.step({ verb: 'believes', what })
    return { kind: 'believed', ...finding.identity }
  }
  const { reason, check } = finding.refusal
  logAccess(finding)
  const title = titleOfRefusal({ reason, check })
  const answer = finding.answer()
  if (reason === 'cannot-decide') {
    recorder.step({ verb: 'fails', what: `to decide about ${what}`, reason: title })
    return { kind: 'undecided', reason, check, answer }
  }
  recorder.step({ verb: 'refuses', what, reason: title })
  return { kind: 'refused', reason, check, answer }

  /** Whoever sent nothing was told to; that is no event. */
  function logAccess({ dialect, token, cause }: DialectFinding<I> & { kind: 'refused' }): void {
    if (reason === 'no-credentials') return
    const about = { reason, check, dialect, traceId: context.trace.traceId }
    const shown = token === undefined ? {} : { token: fingerprint(token) }
    if (reason !== 'cannot-decide') return log.warn({ ...about, ...shown }, 'token-rejected')
    log.warn({ ...about, ...shown, error: cause instanceof Error ? cause.message : undefined }, 'access-undecided')
  }
}

/** Undefined for what is no refusal. */
function reasonOfRefusal(error: unknown): AccessReason | undefined {
  return error instanceof AccessRefused || error instanceof TokenRejected ? error.reason : undefined
}
