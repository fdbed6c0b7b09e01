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
  return SENTENCES[step.verb](asFirstWord(who), step)
}

const SENTENCES: Record<Verb, (who: string, step: ReportedStep) => string> = {
  plays: (who, { what }) => `${who} plays ${what}.`,
  signs: (who, { what, ringId }) => `${who} signs ${what}${ringId ? ` with its key "${ringId}"` : ''}.`,
  asks: (who, { what, to }) => `${who} asks ${asWritten(to)} ${what}.`,
  sends: (who, { what, to }) => `${who} sends ${what} to ${asWritten(to)}.`,
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
  const told = failed.length > 0 ? `, and the check "${failed.join('", "')}" failed` : ''
  return `${of('passed').length} passed${told}${skippedWords(checks)}`
}

/** A verifier stops at the first check that fails, and leaves out what nothing asks for: nobody has to know that word. */
function skippedWords(checks: StepCheck[]): string {
  const end = checks.findIndex(({ outcome }) => outcome === 'failed')
  const skipped = checks.flatMap(({ outcome }, at) => (outcome === 'skipped' ? [at] : []))
  const after = skipped.filter((at) => end >= 0 && at > end).length
  const unasked = skipped.length - after
  const why = [after > 0 && `${after} after it`, unasked > 0 && `${unasked} that nothing asks for`].filter(Boolean)
  return why.length > 0 ? `; skipped: ${why.join(', ')}` : ''
}

/** servicea → Service A, signer → Signer; other names stay. */
export function titleOf(process: string | undefined): string {
  if (isParty(process)) return process.charAt(0).toUpperCase() + process.slice(1)
  const letter = /^service([a-z])$/.exec(process ?? '')?.[1]
  return letter ? `Service ${letter.toUpperCase()}` : (process ?? 'somebody')
}

/** Services leave TLS to their sidecars, too: between a service and a sidecar, and between these, plain HTTP is spoken. */
export const isOverTls = (from: string, to: string): boolean =>
  from === 'jwt-factory' || to === 'jwt-factory' || !(isParty(from) || isParty(to))

/** The same within a sentence: parties that are called what they are have an article. */
export const asWritten = (name: string | undefined): string => (isParty(name) ? `the ${name}` : titleOf(name))

/** The same at the beginning of a sentence: The verifier. */
export const asFirstWord = (name: string | undefined): string => (isParty(name) ? `The ${name}` : titleOf(name))

/** One without a process of its own (core/config/parties.ts). */
export const isParty = (name: string | undefined): name is string => name === 'signer' || name === 'verifier'
