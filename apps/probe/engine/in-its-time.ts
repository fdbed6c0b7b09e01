import type { Attack } from '#attacks'
import { askAgain } from './by-chance.ts'
import { MOST_FRESH } from './control-requests.ts'
import type { PlayedAttempt } from './play-attempt.ts'
import type { PlayParts } from './publish-step.ts'
import { untilTaken } from './send-together.ts'
import { claimMember } from './token-text.ts'

/**
 * Whether the life of a good token is over by now, with the leeway of the target: that it was refused says nothing then. Where the very
 * second counts it may be over at the target a little before it is here.
 */
export function isOverByNow(
  { family, isOfItsSecond }: Attack,
  tokens: readonly string[] | undefined,
  { issuerSide }: PlayParts,
): boolean {
  if (family !== 'good') return false
  const { now, target } = issuerSide.world()
  const exp = claimMember(tokens?.at(-1), 'exp')
  const at = issuerSide.now?.() ?? now() * 1000
  const doubt = isOfItsSecond ? MAY_BE_AHEAD + (issuerSide.mayBeLate?.() ?? 0) : 0
  return typeof exp === 'number' && (exp + target.leewaySeconds) * 1000 - doubt <= at
}

/** Asks again, and once more after a while where not all that comes at once was taken. */
export const askInItsTime = (attack: Attack, at: number, parts: PlayParts): Promise<PlayedAttempt | undefined> =>
  untilTaken(() => askWhileItLives(attack, at, parts), parts.clock)

/** Asks again, and once more where the token was over before the answer came: it may live for a second, and a machine be slow. */
async function askWhileItLives(attack: Attack, at: number, parts: PlayParts): Promise<PlayedAttempt | undefined> {
  for (let tries = 1; ; tries++) {
    if (attack.isOfItsSecond) await untilMiddleOfSecond(parts)
    const played = await askAgain(attack, at, parts)
    if (played?.reading.verdict !== 'refused' || !isOverByNow(attack, played.repeated?.tokens, parts)) return played
    if (tries >= MOST_FRESH) return { ...played, reading: { verdict: 'inconclusive', reason: OVER_EACH_TIME } }
  }
}

/** By so much the clock of the target may be ahead of what is known here of the issuer's. Milliseconds. */
const MAY_BE_AHEAD = 250

/** Then a clock that is a little ahead or behind is in the same second, and an answer has the time to come. Milliseconds. */
const MIDDLE = [400, 500] as const

/** Waits until it is the middle of a second by the clock of the issuer: less than a second. */
async function untilMiddleOfSecond({ issuerSide, clock }: PlayParts): Promise<void> {
  const now = issuerSide.now?.()
  if (now === undefined) return
  const part = now % 1000
  if (part < MIDDLE[0] || part > MIDDLE[1]) await clock.delay((MIDDLE[0] - part + 1000) % 1000)
}

const OVER_EACH_TIME =
  'each time its token was over before the answer came: this machine, or the target, is too slow for it'
