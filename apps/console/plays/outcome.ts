import type { MarkName } from '#core/page/mark.view'
import type { Step } from '#core/trace/step'

/** What came of a play, in one line: who decided it, and why. */
export interface PlayOutcome {
  outcome: MarkName
  /** The process that refused, or could not go on. */
  who?: string
  /** What was refused. */
  what?: string
  reason?: string
  /** Somebody has believed something, and nobody refused it. */
  isBelieved?: true
  /** Who did not answer it. */
  peer?: string
  /** At which step, counted from 0. */
  step?: number
  /** The check that failed. */
  check?: string
  /** Nobody refused what somebody should have: a dialect that is lax goes on all the same. */
  isLax?: true
  /** Who refused something after that. */
  thereafter?: { who: string; what: string; reason?: string }
  /** What the caller found out by trying, where nobody tells of a refusal: ends of sentences. */
  findings?: string[]
  /** Nobody is seen to refuse, but steps of these are missing. */
  untold?: readonly string[]
  /** Somebody else went on with what this one refused: who, and what they failed to do. */
  unnoticed?: { who: string; what: string }
}

/**
 * The first refusal counts: what comes after it follows from it. Whoever fails, or answers with a problem, could not decide.
 * @param told the steps in their order
 * @param untold whose steps are missing among them: of those nobody knows whether they refused
 */
export function playOutcomeOf(told: readonly Step[], status: number, untold: readonly string[] = []): PlayOutcome {
  const steps = told.map(asVerdict)
  const refused = steps.findIndex((_step, index) => standsAsRefusal(steps, index))
  const failed = steps.findIndex(({ verb }) => verb === 'fails')
  const unnoticed = unnoticedIn(steps, failed)
  if (unnoticed && (refused < 0 || failed < refused)) return { ...unnoticed, ...thereafterIn(steps, refused) }
  const at = refused >= 0 ? refused : failed
  if (at < 0 && status < 400) {
    const caller = (steps.find(({ verb }) => verb === 'plays') ?? steps.find(({ verb }) => verb === 'finds'))?.who
    const isFinding = ({ verb, who }: Step) => verb === 'finds' && who === caller
    const findings = steps.filter(isFinding).map(({ what }) => what)
    if (findings.length > 0) return { outcome: 'refused', findings, step: steps.findLastIndex(isFinding) }
  }
  if (at < 0 && status < 400 && untold.length > 0) return { outcome: 'cannot-decide', untold }
  if (at < 0)
    return status >= 400
      ? couldNot(
          steps,
          steps.findLastIndex(({ verb }) => verb === 'answers'),
        )
      : { outcome: 'good', ...(steps.some(({ verb }) => verb === 'believes') && { isBelieved: true }) }
  if (refused < 0) return couldNot(steps, failed)
  const { who, what, reason } = steps[at] ?? {}
  const check = steps
    .slice(0, at + 1)
    .flatMap(({ checks = [] }) => checks)
    .findLast(({ outcome }) => outcome === 'failed')?.check
  return {
    outcome: 'refused',
    step: at,
    ...(who !== undefined && { who }),
    ...(what !== undefined && { what }),
    ...(reason !== undefined && { reason }),
    ...(check !== undefined && { check }),
    ...unnoticedBesides(steps),
  }
}

/** A service of somebody else tells no steps: what its caller found counts as if it had. */
function asVerdict(step: Step): Step {
  if (!step.verdict) return step
  const { of, is, status } = step.verdict
  return {
    ...step,
    who: of,
    verb: is,
    what: 'the token',
    ...(is === 'refuses' && { reason: `your own service answered ${status}` }),
  }
}

function unnoticedBesides(steps: readonly Step[]): Pick<PlayOutcome, 'unnoticed'> {
  const lax = steps.find(isUnnoticed)
  return lax ? { unnoticed: { who: lax.who, what: lax.what } } : {}
}

/**
 * Nobody has refused: whoever called somebody that did not answer could not go on; what others say of it afterwards follows. Where
 * the reason names nobody, it is whoever called last: its answer has come back through all the others.
 */
function couldNot(steps: readonly Step[], at: number): PlayOutcome {
  const { who, reason } = steps[at] ?? {}
  const calls = steps.slice(0, Math.max(at, 0)).filter(({ to }) => to !== undefined)
  const call = calls.findLast(({ to }) => reason?.startsWith(`${to} `))
  const stopped = (call ?? (steps[at]?.verb === 'answers' ? calls.at(-1) : undefined))?.who ?? who
  return {
    outcome: 'cannot-decide',
    ...(at >= 0 && { step: at }),
    ...(stopped !== undefined && { who: stopped }),
    ...(call?.to !== undefined && { peer: call.to }),
    ...(reason !== undefined && { reason }),
  }
}

/** What somebody refused and let through all the same is none. */
function standsAsRefusal(steps: readonly Step[], at: number): boolean {
  const { verb, who } = steps[at] ?? {}
  if (verb !== 'refuses') return false
  const next = steps.findIndex((step, index) => index > at && step.who === who)
  return unnoticedIn(steps, next) === undefined
}

function thereafterIn(steps: readonly Step[], at: number): Pick<PlayOutcome, 'thereafter'> {
  const step = steps[at]
  if (!step) return {}
  const { who, what, reason } = step
  return { thereafter: { who, what, ...(reason !== undefined && { reason }) } }
}

/** Whoever fails to notice something, or to keep it out or to itself, goes on all the same. */
function unnoticedIn(steps: readonly Step[], at: number): PlayOutcome | undefined {
  const step = steps[at]
  if (!step || !isUnnoticed(step)) return undefined
  const { who, what, reason } = step
  return { outcome: 'refused', isLax: true, step: at, who, what, ...(reason !== undefined && { reason }) }
}

const isUnnoticed = ({ verb, what }: Step) => verb === 'fails' && /^to (?:notice|keep) /.test(what)
