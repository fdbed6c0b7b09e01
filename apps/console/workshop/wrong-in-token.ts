import { faultyClaims } from '#core/token/claims'
import type { Trust } from '#core/token/trust'
import { CHECKS, type Check, type Examination } from '#core/token/verify'
import type { TokenInPlay } from './evidence.ts'

/** They look at its text, and at who signed it: a trace has neither. */
const BEYOND_TRACE = new Set(['form', 'header', 'critical', 'algorithm', 'key', 'signature'])

const OF_SHAPES = 'claims'

/**
 * Asks every check that looks at what stands in a token, each by itself, also those behind one that fails. It believes nothing.
 * @param now by the clock of the verifier, milliseconds since 1970 @returns the names of those that would refuse it, in their order
 */
export function wrongInToken({ header, claims }: TokenInPlay, trust: Omit<Trust, 'keys'>, now: number): string[] {
  const faulty = faultyClaims(claims)
  const examination = { header, claims, trust, seconds: now / 1000 } as unknown as Examination // all that these checks read
  return CHECKS.filter((check) => {
    if (check.name === OF_SHAPES) return faulty.length > 0
    const isReadable = !check.reads?.some((claim) => faulty.includes(claim))
    return !BEYOND_TRACE.has(check.name) && isReadable && isRefusing(check, examination)
  }).map(({ name }) => name)
}

function isRefusing({ run }: Check, examination: Examination): boolean {
  try {
    void run(examination)
    return false
  } catch {
    return true
  }
}
