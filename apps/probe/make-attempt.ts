import { CATALOGUE, type Attempt } from '#attacks'
import { UsageFault } from '#core/process/command-line'
import type { IssuerSide } from './issuer-side.ts'
import type { MakeWhat } from './target/repeat-line.ts'

/**
 * Makes one token of a case anew, as a line that repeats a finding needs it.
 * @throws UsageFault for a case, an attempt or a number that is not there; CannotBeMade
 */
export async function makeAttempt({ id, attempt, number = 1 }: MakeWhat, side: IssuerSide): Promise<string> {
  const attack = CATALOGUE.find((each) => each.id === id)
  if (!attack) throw new UsageFault(`There is no case "${id.slice(0, 40)}".`)
  const missing = attack.needs.find((need) => need === 'issuer-key' && !side.has.has(need))
  if (missing !== undefined) throw new Error(side.whyNot(missing))
  const attempts = await attack.make(side.world(), true)
  const made = attempt === undefined ? attempts[0] : namedAttempt(attempts, attempt)
  const labels = attempts.flatMap(({ label }) => (label === undefined ? [] : `"${label}"`)).join(', ')
  if (!made)
    throw new UsageFault(`${id} has no attempt "${attempt?.slice(0, 80)}"${labels === '' ? '' : `: it has ${labels}`}.`)
  const token = made.tokens[number - 1]
  if (token === undefined) throw new UsageFault(`${id} has ${made.tokens.length} tokens, and no number ${number}.`)
  return token
}

/** By its number, from 1, or by its label; what is new in each run may stand in that: an id, a time. */
function namedAttempt(attempts: readonly Attempt[], label: string): Attempt | undefined {
  if (/^[1-9]\d?$/.test(label)) return attempts[Number(label) - 1]
  const same = attempts.filter((each) => sameInEachRun(each.label ?? '') === sameInEachRun(label))
  return attempts.find((each) => each.label === label) ?? (same.length === 1 ? same[0] : undefined)
}

const sameInEachRun = (label: string): string => label.replace(/probe-\d+-[0-9a-f]+|\d{6,}/g, '#')
