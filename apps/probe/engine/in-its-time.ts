import type { Attack } from '#attacks'
import { askAgain } from './by-chance.ts'
import { MOST_FRESH } from './control-requests.ts'
import type { PlayedAttempt } from './play-attempt.ts'
import type { PlayParts } from './publish-step.ts'
import { untilTaken } from './send-together.ts'
import { claimMember } from './token-text.ts'

/** Whether the life of a good token is over by now, with the leeway of the target: that it was refused says nothing then. */
export function isOverByNow(
  { family }: Attack,
  tokens: readonly string[] | undefined,
  { issuerSide }: PlayParts,
): boolean {
  if (family !== 'good') return false
  const { now, target } = issuerSide.world()
  const exp = claimMember(tokens?.at(-1), 'exp')
  return typeof exp === 'number' && exp + target.leewaySeconds <= now()
}

/** Asks again, and once more after a while where not all that comes at once was taken. */
export const askInItsTime = (attack: Attack, at: number, parts: PlayParts): Promise<PlayedAttempt | undefined> =>
  untilTaken(() => askWhileItLives(attack, at, parts), parts.clock)

/** Asks again, and once more where the token was over before the answer came: it may live for a second, and a machine be slow. */
async function askWhileItLives(attack: Attack, at: number, parts: PlayParts): Promise<PlayedAttempt | undefined> {
  for (let tries = 1; ; tries++) {
    const played = await askAgain(attack, at, parts)
    if (played?.reading.verdict !== 'refused' || !isOverByNow(attack, played.repeated?.tokens, parts)) return played
    if (tries >= MOST_FRESH) return { ...played, reading: { verdict: 'inconclusive', reason: OVER_EACH_TIME } }
  }
}

const OVER_EACH_TIME =
  'each time its token was over before the answer came: this machine, or the target, is too slow for it'
