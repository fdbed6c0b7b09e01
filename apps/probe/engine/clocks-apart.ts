import { CannotBeMade, makeToken, type AttackWorld, type TokenDefect } from '#attacks'
import type { Answer, Sender } from '../answer.ts'
import { bearerRequest } from './control-requests.ts'
import { isSuccess } from './read-outcome.ts'

/** The header has no fractions, and an answer takes its time. Seconds. */
const SAME_TIME = 3

/**
 * How far the clock behind an answer is ahead of the issuer's, by its Date header (RFC 9110 §6.6.1); below zero it is behind. A proxy may
 * have set that header, so it is a hint and no proof.
 * @param now by the clock of the issuer, in seconds
 * @returns seconds; undefined where the header is not there or is none
 */
export function secondsAhead({ headers }: Pick<Answer, 'headers'>, now: number): number | undefined {
  const written = headers.find(([name]) => name === 'date')?.[1]
  const at = written === undefined ? NaN : Date.parse(written)
  return Number.isNaN(at) ? undefined : Math.round(at / 1000 - now)
}

/** The same in words; undefined where the clocks are near each other, or nobody knows. */
export function sayAhead(ahead: number | undefined): string | undefined {
  if (ahead === undefined || Math.abs(ahead) <= SAME_TIME) return undefined
  return `by its Date header, its clock seems to be ${Math.abs(ahead)} s ${ahead < 0 ? 'behind' : 'ahead of'} that of the issuer`
}

/** So far other dates are tried. Seconds. */
const BEGINS_EARLIER = 300
const ENDS_LATER = 86_400

/**
 * Whether a target that refused the good token believes one of other dates: then its clock differs. Three requests at most.
 * @returns one sentence; undefined where nothing speaks for it
 */
export async function clocksApart(
  refusal: Answer,
  { sender, world }: { readonly sender: Sender; readonly world: AttackWorld },
): Promise<string | undefined> {
  const byHeader = sayAhead(secondsAhead(refusal, world.now()))
  const { claims } = world.good()
  const now = world.now()
  const begins = ['nbf', 'iat'].filter((name) => name in claims)
  const tried: readonly (readonly [string, TokenDefect])[] = [
    [`nbf and iat are ${BEGINS_EARLIER} s earlier`, { claims: Object.fromEntries(begins.map((name) => [name, now - BEGINS_EARLIER])) }],
    ['has no nbf and no iat', { without: begins }],
    ['ends a day later', { claims: { exp: now + ENDS_LATER } }],
  ] // prettier-ignore
  for (const [what, defect] of world.issuer ? tried : []) {
    if (!(await letsIn(world, defect, sender))) continue
    const which = what.startsWith('nbf') ? `one whose ${what}` : `one that ${what}`
    return `The clocks differ: it believes ${which}${byHeader === undefined ? '' : `, and ${byHeader}`}.`
  }
  return byHeader === undefined
    ? undefined
    : `${byHeader[0]?.toUpperCase()}${byHeader.slice(1)}: tokens are good at another time there.`
}

async function letsIn(world: AttackWorld, defect: TokenDefect, sender: Sender): Promise<boolean> {
  try {
    const outcome = await sender.send(bearerRequest(await makeToken(world, defect)))
    return outcome.kind === 'answered' && isSuccess(outcome.answer)
  } catch (error) {
    if (error instanceof CannotBeMade) return false
    throw error
  }
}
