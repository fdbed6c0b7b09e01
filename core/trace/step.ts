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
  /** With 'finds': what somebody did whose own steps are not told. */
  verdict?: StepVerdict
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
  | 'plays'
  | 'signs'
  | 'asks'
  | 'sends'
  | 'checks'
  | 'believes'
  | 'refuses'
  | 'answers'
  | 'fails'
  | 'finds'
  | 'is-told'
  | 'goes-by'

/** What a service of somebody else did with the token that it got, as its answer shows. */
export interface StepVerdict {
  of: string
  is: 'believes' | 'refuses'
  /** Of its answer. */
  status: number
}

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
  sends: (who, { what, to }) => `${who} sends ${what} to ${who === asFirstWord(to) ? 'its service' : asWritten(to)}.`,
  checks: (who, { what, checks = [] }) => `${who} checks ${what}: ${count(checks)}.`,
  believes: (who, { what }) => `${who} believes ${what}.`,
  refuses: (who, { what, reason }) => `${who} refuses ${what}${because(reason)}.`,
  answers: (who, { what, reason }) => `${who} answers ${what}${because(reason)}.`,
  'goes-by': (who, { what }) => `${who} goes by ${what}.`,
  'is-told': (who, { what }) => `${who} was told to ${what}.`,
  finds: (who, { what }) => `${who} finds that ${what}.`,
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

/**
 * A verifier stops at the first check that fails, and leaves out what nothing asks for: nobody has to know that word. A rule of a
 * policy that did not match has a reason.
 */
function skippedWords(checks: StepCheck[]): string {
  const end = checks.findIndex(({ outcome }) => outcome === 'failed')
  const skipped = checks.flatMap(({ outcome }, at) => (outcome === 'skipped' ? [at] : []))
  const after = skipped.filter((at) => end >= 0 && at > end && checks[at]?.reason === undefined).length
  const unmatched = skipped.filter((at) => checks[at]?.reason !== undefined).length
  const unasked = skipped.length - after - unmatched
  const why = [
    after > 0 && `${after} after it`,
    unmatched > 0 && `${unmatched} that did not match`,
    unasked > 0 && `${unasked} that nothing asks for`,
  ].filter(Boolean)
  return why.length > 0 ? `; skipped: ${why.join(', ')}` : ''
}

/** servicea → Service A, signer → Signer; other names stay. */
export function titleOf(process: string | undefined): string {
  if (process !== undefined && NOUNS.has(process)) return process.charAt(0).toUpperCase() + spaced(process.slice(1))
  const letter = /^service([a-z])$/.exec(process ?? '')?.[1]
  return letter ? `Service ${letter.toUpperCase()}` : (process ?? 'somebody')
}

/**
 * Services leave TLS to their sidecars, too: between a service and a sidecar plain HTTP is spoken, and so it is between signer and
 * verifier, before and behind a gateway or a relay, and before the ingress of a mesh. Behind that the sidecars speak TLS with each other;
 * a browser speaks it with the gateway at which people log in, and that with the mesh.
 */
export const isOverTls = (from: string, to: string): boolean =>
  from === 'jwt-factory' ||
  to === 'jwt-factory' ||
  !(from === to || (NOUNS.has(to) && to !== 'login-gateway') || (NOUNS.has(from) && !SPEAK_TLS.has(from)))

const SPEAK_TLS = new Set(['ingress', 'browser', 'login-gateway'])

/** The same within a sentence: parties that are called what they are have an article. */
export const asWritten = (name: string | undefined): string => asNoun(name, 'the')

/** The same at the beginning of a sentence: The verifier. */
export const asFirstWord = (name: string | undefined): string => asNoun(name, 'The')

const asNoun = (name: string | undefined, article: string) =>
  name !== undefined && NOUNS.has(name) ? `${article} ${spaced(name)}` : titleOf(name)

const spaced = (name: string) => name.replaceAll('-', ' ').replace(/^piko/, 'Piko')

const NOUNS = new Set([
  'signer',
  'verifier',
  'ingress',
  'stateless-gateway',
  'plugin-gateway',
  'relay',
  'piko-relay',
  'agent',
  'browser',
  'login-gateway',
])

/** Those of a mesh have names of their own. */
const NAMES_IN_MESH = new Set(['web-ui', 'backend-api', 'second-backend-api'])

/** One without a process of its own (core/config/parties.ts). */
export const isParty = (name: string | undefined): name is string =>
  name !== undefined && (NOUNS.has(name) || NAMES_IN_MESH.has(name))
