/** The claims whose leeway is measured (RFC 7519 §4.1.4 to §4.1.6). */
export const SKEW_CLAIMS = ['exp', 'nbf', 'iat'] as const
export type SkewClaim = (typeof SKEW_CLAIMS)[number]

/** What was found out about one claim. */
export type MeasuredSkew =
  /** `seconds` beyond the time in the claim the answer flips; below zero it refuses before that. */
  | { readonly kind: 'leeway'; readonly seconds: number; readonly plusMinusSeconds: number }
  /** Believed ten years beyond: it is not looked at. */
  | { readonly kind: 'never-checked' }
  /** Believed a day beyond, and refused ten years beyond. */
  | { readonly kind: 'over-a-day' }
  | { readonly kind: 'inconclusive'; readonly reason: string }

/** What the answers say of the two clocks. */
export type ComparedClocks =
  /** That of the target is ahead by so many seconds; below zero it is behind. */
  | { readonly kind: 'apart'; readonly ahead: number }
  /** exp flips otherwise than nbf and iat, and nothing tells whether that is the clock or the leeway. */
  | { readonly kind: 'unclear'; readonly ahead: number }
  | { readonly kind: 'together' }

export type SkewGrade = 'good' | 'worth-changing' | 'dangerous' | 'not-seen'

export interface SkewResult {
  readonly claim: SkewClaim
  readonly measured: MeasuredSkew
  readonly grade: SkewGrade
  readonly sentence: string
  /** How many tokens it took. */
  readonly requests: number
}

/** More than this is no difference between clocks. Seconds. */
const MOST_CLOCK_DIFFERENCE = 300

interface SkewWords {
  readonly name: string
  readonly late: string
  /** Where nobody looks at it: the cases of the catalogue that ask the same are required, or best practice. */
  readonly unchecked: SkewGrade
  /** What asks for the check. */
  readonly asks: string
  /** What it leads to where it is required, and nobody looks. */
  readonly danger: string
}

const SKEW_WORDS: Readonly<Record<SkewClaim, SkewWords>> = {
  exp: {
    name: 'exp',
    late: 'honoured',
    unchecked: 'dangerous',
    asks: 'the standard requires it (RFC 7519 §4.1.4)',
    danger: 'a stolen token is good for as long as the thief likes',
  },
  nbf: {
    name: 'nbf',
    late: 'honoured',
    unchecked: 'dangerous',
    asks: 'the standard requires it (RFC 7519 §4.1.5)',
    danger: 'a token that is meant for later is good at once',
  },
  iat: {
    name: 'iat in the future',
    late: 'refused',
    unchecked: 'worth-changing',
    asks: 'the standard requires nothing (RFC 7519 §4.1.6), and to refuse it is best practice',
    danger: 'a token that was made by a clock of the future is good',
  },
}

/** What one result means, with its grade. */
export function judgeSkew(
  claim: SkewClaim,
  measured: MeasuredSkew,
  clocks: ComparedClocks = { kind: 'together' },
): Pick<SkewResult, 'grade' | 'sentence'> {
  const { name, late, unchecked, asks } = SKEW_WORDS[claim]
  switch (measured.kind) {
    case 'inconclusive':
      return { grade: 'not-seen', sentence: `${name}: nobody can tell, for ${measured.reason}` }
    case 'never-checked':
      return { grade: unchecked, sentence: `${name} is not looked at: ${asks}` }
    case 'over-a-day':
      return { grade: unchecked, sentence: `${name} is ${late}, with a leeway of more than a day` } // prettier-ignore
    case 'leeway':
      return judgeLeeway(claim, measured, clocks)
  }
}

function judgeLeeway(
  claim: SkewClaim,
  { seconds, plusMinusSeconds }: Extract<MeasuredSkew, { kind: 'leeway' }>,
  clocks: ComparedClocks,
): Pick<SkewResult, 'grade' | 'sentence'> {
  const { name, late } = SKEW_WORDS[claim]
  const about = `(±${plusMinusSeconds} s)`
  if (clocks.kind === 'apart') {
    const { ahead } = clocks
    const leeway = Math.max(0, claim === 'exp' ? seconds + ahead : seconds - ahead)
    const apart = `the clocks differ by ${Math.abs(ahead)} s, its own is ${ahead < 0 ? 'behind' : 'ahead'}`
    return { grade: 'worth-changing', sentence: `${name} is ${late} with a leeway of ${leeway} s ${about}; ${apart}` }
  }
  if (seconds < -plusMinusSeconds)
    return {
      grade: 'worth-changing',
      sentence: `${name} is ${late} ${-seconds} s too early ${about}: good tokens are refused, so the clocks differ`,
    }
  const sentence = `${name} is ${late} with a leeway of ${Math.max(0, seconds)} s ${about}`
  if (clocks.kind === 'unclear')
    return {
      grade: 'worth-changing',
      sentence: `${sentence}, or the clocks differ by ${Math.abs(clocks.ahead)} s: its answers have no Date header that would tell`,
    }
  return seconds > MOST_CLOCK_DIFFERENCE ? { grade: 'worth-changing', sentence } : { grade: 'good', sentence }
}

/** The lines of a terminal: one sentence, and one for each claim that is worth a look. */
export function renderSkew(results: readonly SkewResult[]): readonly string[] {
  const all = `${results.map(({ sentence }) => sentence).join('; ')}.`
  return [all, ...results.flatMap(({ claim, grade }) => SKEW_ADVICE[grade](claim).map((text) => `  ${claim}: ${text}`))]
}

const SKEW_ADVICE: Readonly<Record<SkewGrade, (claim: SkewClaim) => readonly string[]>> = {
  good: () => [],
  'worth-changing': () => [
    `worth changing: keep the clocks right (NTP), check it, and allow no more than they differ, at most ${MOST_CLOCK_DIFFERENCE} s`,
  ],
  dangerous: (claim) => [`dangerous: ${SKEW_WORDS[claim].danger}`],
  'not-seen': () => ['not seen: run it again, with less going on beside it'],
}
