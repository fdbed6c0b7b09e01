import { CATALOGUE, PLAIN_NEEDS, type Attack, type AttackNeed } from '#attacks'
import { errorText } from '#core/error-text'
import { tellUnknown } from '../unknown-name.ts'
import type { BadTokenFacts } from './bad-token-parts.ts'
import type { MadeAttempt, Workshop } from './make-bad-token.ts'
import type { RefusalAttempt, RefusalCase, RefusalCases } from './refusal-cases.ts'
import { CASES_FOR_ALL, idsIn, ACTOR_CASES, SCOPE_CASES, type TokenCaseId } from './token-case-ids.ts'

/** What every service under test has by itself. */
const HAS_BY_ITSELF: ReadonlySet<AttackNeed> = new Set(PLAIN_NEEDS)

/** Beside those, what is said with the facts. */
const isNeedThere = (need: AttackNeed, { scope, actor }: BadTokenFacts) =>
  HAS_BY_ITSELF.has(need) || (need === 'scope' && scope !== undefined) || (need === 'actors' && actor !== undefined)

/** Of the families without a token that is to be refused, none. */
const isToBeRefused = ({ class: kind, family, expects }: Attack) =>
  kind === 'MUST' && family !== 'good' && family !== 'dialect' && expects.every((answer) => answer.startsWith('4'))

const ARE_TOKENS: ReadonlySet<string> = new Set([CASES_FOR_ALL, SCOPE_CASES, ACTOR_CASES].flatMap(idsIn))

/** The families of the catalogue of which tokens are made. */
type CaseFamily = 'signature' | 'algorithm' | 'key' | 'header' | 'time' | 'identity' | 'type' | 'encoding' | 'json' | 'cost' | 'possession' // prettier-ignore

/** @throws TypeError for what is no case and no family: it would be sent, and nobody knows why */
function checkedSkips(skip: readonly string[]): readonly string[] {
  const known = [...new Set(CATALOGUE.flatMap(({ id, family }) => [family, id]))]
  const unknown = skip.find((each) => !known.includes(each))
  if (unknown !== undefined) throw new TypeError(`must({ skip }): ${tellUnknown('case or family', unknown, known)}`)
  return skip
}

const madeAnew = (attempt: MadeAttempt, make: () => Promise<string>): RefusalAttempt =>
  Object.defineProperty({ ...attempt }, 'make', { value: make })

function notThereAgain(id: string): never {
  throw new Error(`${id} has fewer tokens than when the cases were made: ask issuer.must() again.`)
}

export interface MustFacts<Audience extends string = string> extends BadTokenFacts<Audience> {
  /** Cases or families that are not meant. */
  skip?: readonly (TokenCaseId | CaseFamily)[]
}

/**
 * All tokens that a standard says are to be refused, as far as they can be made here. Those that cost much, or take more than a token, are for
 * `npm run probe`.
 */
export async function makeRefusals({ make, good }: Workshop, facts: MustFacts): Promise<RefusalCases> {
  const skip: ReadonlySet<string> = new Set(checkedSkips(facts.skip ?? []))
  const cases: RefusalCase[] = []
  const leftOut: { id: string; why: string }[] = []
  for (const attack of CATALOGUE.filter((each) => isToBeRefused(each) && ARE_TOKENS.has(each.id))) {
    const { id, family, title, severity, references } = attack
    const lacks = attack.needs.find((need) => !isNeedThere(need, facts))
    const why =
      skip.has(id) || skip.has(family)
        ? 'it is skipped'
        : family === 'cost'
          ? 'it costs the service much'
          : lacks === undefined
            ? undefined
            : `it takes ${lacks}`
    const attempts = why === undefined ? await make(id, facts).catch(errorText) : why
    if (typeof attempts === 'string') leftOut.push({ id, why: attempts })
    else {
      const again = async (at: number) => (await make(id, { ...facts }))[at]?.token ?? notThereAgain(id) // the callback of a test is asked again
      const kept = attempts.map((each, at) => madeAnew(each, () => again(at)))
      cases.push({ id, title, class: attack.class, severity, references, attempts: kept })
    }
  }
  return { good: () => good({ ...facts }), cases, leftOut }
}
