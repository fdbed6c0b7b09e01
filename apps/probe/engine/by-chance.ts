import type { Attack, Attempt } from '#attacks'
import { mayBeSpent } from '../answer.ts'
import type { CaseResult } from '../probe-report.ts'
import { readAtParty } from './at-party.ts'
import { MOST_FRESH, sendGood } from './control-requests.ts'
import { isAlone } from './is-alone.ts'
import { playAttempt, type PlayedAttempt } from './play-attempt.ts'
import type { PlayParts } from './publish-step.ts'
import { HAD_ENOUGH } from './limits.ts'
import { mayBelieve } from './right-answers.ts'

/** Whether a target was seen to answer the same question in two ways: as where one of three replicas checks nothing. */
export interface Chance {
  isSeen: boolean
}

/** How often a bad token is sent in all, where a target answers by chance: of one in three that is believed, hardly one is missed. */
export const MOST_ASKED = 12

/** Plays an attempt once more, with a fresh token. @returns undefined where there is no such attempt any more */
export async function askAgain(attack: Attack, at: number, parts: PlayParts): Promise<PlayedAttempt | undefined> {
  for (let tries = 1; ; tries++) {
    const attempt = (await attack.make(parts.issuerSide.world(), true))[at]
    if (!attempt) return undefined
    const played = { ...(await playAndRead(attack, attempt, parts)), repeated: attempt }
    if (!isSpentPlay(played)) return played
    if (tries >= MOST_FRESH - 1) return { ...played, reading: { verdict: 'inconclusive', reason: MAY_BE_USED_UP } }
  }
}

/** Plays an attempt, as it is read of this target. */
export const playAndRead = async (attack: Attack, attempt: Attempt, parts: PlayParts): Promise<PlayedAttempt> =>
  readAtParty(attack, await playAttempt(attempt, parts, attack.expects), parts)

/** Whether its token may have been used up by the same request before: then its refusal says nothing. */
export const isSpentPlay = ({ outcome, reading }: PlayedAttempt): boolean =>
  reading.verdict === 'refused' && outcome !== undefined && mayBeSpent(outcome)

const MAY_BE_USED_UP = `${HAD_ENOUGH} of the same request before, and may have used up its token then, so that a refusal says nothing: a smaller --rate may help`

/**
 * After a bad token was believed once and refused once: sends more of them until a second one is believed. The next one comes just after
 * a good token, for a target may go by what it remembers.
 * @returns a remark where one was; undefined where it was chance once
 */
export async function believedByChance(
  attack: Attack,
  at: number,
  parts: PlayParts & { readonly chance: Chance },
): Promise<string | undefined> {
  for (let asked = 3; asked <= MOST_ASKED; asked++) {
    const isPrepared = asked === 3
    if (isPrepared) await sendGood(parts)
    if ((await askAgain(attack, at, parts))?.reading.verdict !== 'believed') continue
    parts.chance.isSeen = true
    return `the target answers by chance: of ${asked} such tokens it believed 2${isPrepared ? MAY_REMEMBER : ''}`
  }
  return undefined
}

const MAY_REMEMBER = ', one of them just after a good token: or it goes by a good one that it remembers'

/** A refusal of a family is asked for twice more: whoever answers by chance shows it in some family. */
export async function spotChance(
  attacks: readonly Attack[],
  results: ReadonlyMap<string, Promise<CaseResult>>,
  parts: PlayParts & { readonly chance: Chance },
): Promise<void> {
  for (const attack of attacks) {
    if (
      attack.class !== 'MUST' ||
      isAlone(attack) ||
      !isSpot(attack) ||
      (await results.get(attack.id))?.verdict !== 'refused'
    )
      continue
    for (let count = 0; count < 2; count++)
      if ((await askAgain(attack, 0, parts))?.reading.verdict === 'believed') parts.chance.isSeen = true
    return
  }
}

/** Nobody waits for a listener. */
export const isSpot = ({ watched = [], expects }: Attack): boolean =>
  !mayBelieve(expects) && !watched.includes('no-fetch') && !watched.includes('documented-time')
