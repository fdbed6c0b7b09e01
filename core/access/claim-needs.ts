import { isExactly, readPattern, type ClaimPattern } from './claim-pattern.ts'

/**
 * What a service asks of the claims of a person. Their values are texts, and of somebody with several values of one claim the text has
 * all of them, with commas between: `"log": "r,w"`.
 */
export type ClaimNeed =
  | { readonly claim: string; readonly is: string }
  | { readonly claim: string; readonly contains: string }
  /** A regular expression, within the bounds of `readPattern`. */
  | { readonly claim: string; readonly matches: string }

/** All needs of one list; or all of another list. */
export interface ClaimNeeds {
  readonly all: readonly ClaimNeed[]
  readonly or?: readonly ClaimNeeds[]
}

/**
 * `parts`: one of the values between the commas is enough. `whole`: the text as it stands, so that somebody with `r,w` has not `w`.
 * The clients of Stoke for two languages differ in this.
 */
export type ClaimReading = 'parts' | 'whole'

/**
 * Prepares what a service asks for, so that it is read once.
 * @returns the name of a claim that is missing or has another value; undefined where somebody has what it takes. A list with nothing
 *   in it lets everybody in, whatever its alternatives are
 * @throws TypeError for a pattern that nobody should run, as the end of a sentence
 */
export function claimNeeds(
  needs: ClaimNeeds,
  reading: ClaimReading = 'parts',
): (claims: Readonly<Record<string, unknown>>) => string | undefined {
  const own = needs.all.map((need) => ({ claim: need.claim, fits: patternOf(need) }))
  const others = (needs.or ?? []).map((each) => claimNeeds(each, reading))
  return (claims) => {
    if (others.some((lacking) => lacking(claims) === undefined)) return undefined
    return own.find(({ claim, fits }) => !valuesOfClaim(claims, claim, reading).some(fits))?.claim
  }
}

/** For a trace: `log=w and stk=S`. */
export const needsInWords = ({ all, or = [] }: ClaimNeeds): string =>
  [all.map(needInWords).join(' and '), ...or.map(needsInWords)].join(' or ')

const needInWords = (need: ClaimNeed) => `${need.claim}=${'is' in need ? need.is : '…'}`

function valuesOfClaim(claims: Readonly<Record<string, unknown>>, claim: string, reading: ClaimReading): string[] {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined
  if (typeof value !== 'string') return []
  return reading === 'parts' ? value.split(',') : [value]
}

function patternOf(need: ClaimNeed): ClaimPattern {
  if ('is' in need) return isExactly(need.is)
  if ('contains' in need) return (value) => value.includes(need.contains)
  return readPattern(need.matches)
}
