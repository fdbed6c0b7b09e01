import type { AccessReason } from '#core/access/dialect'
import { shownText } from '#core/shown-text'
import type { JudgedCheck, Judgement } from '../judgement.ts'
import { claimsToShow } from './claims-to-show.ts'

/** One thing that a library looks at, in the order in which it does: a test has two faults at once for each two of them. */
export interface LibraryCheck {
  readonly check: string
  readonly rule: string
  /** The claim that it is about, where nothing is checked without that. */
  readonly claim?: string
}

/** Why a library says no: the check, one of our words, and its own words. */
export interface RefusalOfLibrary {
  readonly check: string
  readonly reason: AccessReason | 'refused-otherwise'
  readonly words: string
}

/** What a library has said, and what the client gets of it. */
export interface LibraryAnswer {
  readonly judge: string
  /** Undefined where nobody knows the order of this version. */
  readonly order: readonly LibraryCheck[] | undefined
  readonly token: string | undefined
  readonly refusal: RefusalOfLibrary | undefined
  /** Where it has said no. */
  readonly status: number
  readonly answer?: Judgement['answer']
}

/** Words of a library may quote the token. */
const LONGEST_LIBRARY_WORDS = 200

/** Says what a library has said as every judge does. */
export function judgementOfLibrary({ judge, order, token, refusal, status, answer }: LibraryAnswer): Judgement {
  const known = order?.some(({ check }) => refusal === undefined || check === refusal.check) ? order : undefined
  const checks = checksOf(known ?? [AS_ONE], refusal, token)
  const failed = checks.find(({ outcome }) => outcome === 'failed')
  return {
    judge,
    outcome: refusal ? 'refused' : 'believed',
    believed: !refusal,
    status: refusal ? status : 200,
    decidedBy: failed?.check ?? '',
    reason: refusal?.reason ?? '',
    checks,
    ...(refusal && answer && { answer }),
  }
}

/** What is left to say where the order is not known: all of it is one check. */
const AS_ONE: LibraryCheck = { check: 'verify', rule: 'all that it looks at, in an order that it does not tell' }

function checksOf(
  order: readonly LibraryCheck[],
  refusal: RefusalOfLibrary | undefined,
  token: string | undefined,
): JudgedCheck[] {
  const end = refusal
    ? Math.max(
        0,
        order.findIndex(({ check }) => check === refusal.check),
      )
    : order.length
  const claims = claimsToShow(token)
  return order.map(({ check, rule, claim }, at) => {
    if (at > end) return { check, rule, outcome: 'never-reached' }
    if (at === end && refusal) {
      const { reason, words } = refusal
      return { check, rule, outcome: 'failed', reason, words: shownText(words).slice(0, LONGEST_LIBRARY_WORDS) }
    }
    const isThere = claim === undefined || claims[claim] !== undefined
    return { check, rule, outcome: isThere ? 'passed' : 'nothing-to-check' }
  })
}
