/** One thing that happened, told by the process that did it. */
export interface Step {
  /** The process: 'servicea', 'jwt-factory', … */
  who: string
  verb: Verb
  /** What the verb is about, in a few words. */
  what: string
  /** The other process, with 'asks' and 'sends'. */
  to?: string
  ringId?: string
  /** Header and claims of the token in question: for eyes, never for decisions. The signature is never here. */
  token?: { header: unknown; claims: unknown }
  /** With 'checks': each rule of the verifier in its order. */
  checks?: StepCheck[]
  /** With 'refuses' and 'fails', and of a problem with 'answers'. */
  reason?: string
  /** One English sentence. */
  sentence: string
  /** Milliseconds since the play began, to a tenth. */
  ms: number
  /** How long it took, where it took time: milliseconds, to a tenth. */
  tookMs?: number
}

/** Times are told to a tenth of a millisecond: what is finer is chance. */
export const roundTime = (milliseconds: number): number => Math.round(milliseconds * 10) / 10

export type Verb =
  'plays' | 'signs' | 'asks' | 'sends' | 'checks' | 'believes' | 'refuses' | 'answers' | 'fails' | 'is-told' | 'goes-by'

export interface StepCheck {
  check: string
  rule: string
  outcome: 'passed' | 'failed' | 'skipped'
  reason?: string
  /** It was computed for an earlier call and remembered. */
  cached?: true
}

/** A step as its process reports it; the recorder adds the time and the sentence. */
export type ReportedStep = Omit<Step, 'who' | 'sentence' | 'ms'>

/** Says the step in one English sentence. */
export function explain(who: string, step: ReportedStep): string {
  return SENTENCES[step.verb](titleOf(who), step)
}

const SENTENCES: Record<Verb, (who: string, step: ReportedStep) => string> = {
  plays: (who, { what }) => `${who} plays ${what}.`,
  signs: (who, { what, ringId }) => `${who} signs ${what}${ringId ? ` with its key "${ringId}"` : ''}.`,
  asks: (who, { what, to }) => `${who} asks ${titleOf(to)} ${what}.`,
  sends: (who, { what, to }) => `${who} sends ${what} to ${titleOf(to)}.`,
  checks: (who, { what, checks = [] }) => `${who} checks ${what}: ${count(checks)}.`,
  believes: (who, { what }) => `${who} believes ${what}.`,
  refuses: (who, { what, reason }) => `${who} refuses ${what}${because(reason)}.`,
  answers: (who, { what, reason }) => `${who} answers ${what}${because(reason)}.`,
  'goes-by': (who, { what }) => `${who} goes by ${what}.`,
  'is-told': (who, { what }) => `${who} was told to ${what}.`,
  fails: (who, { what, reason }) => `${who} fails ${what}${because(reason)}.`,
}

/** A reason may be a sentence with a full stop of its own. */
const because = (reason: string | undefined) => (reason ? `: ${reason.replace(/\.$/, '')}` : '')

function count(checks: StepCheck[]): string {
  const of = (outcome: string) => checks.filter((check) => check.outcome === outcome)
  const failed = of('failed').map(({ check }) => check)
  const tail = failed.length > 0 ? `, and the check "${failed.join('", "')}" failed` : ''
  return `${of('passed').length} passed, ${of('skipped').length} skipped${tail}`
}

/** servicea → Service A; other names stay. */
export function titleOf(process: string | undefined): string {
  const letter = /^service([a-z])$/.exec(process ?? '')?.[1]
  return letter ? `Service ${letter.toUpperCase()}` : (process ?? 'somebody')
}
