import { tokenHints } from '#core/token/token-hints'
import type { HeldToken } from '#core/trace/held-tokens'
import type { NumberedScenario } from '#scenarios'
import { FLAWED_PLAYS, KEEPS_ITS_TOKEN, WITHDRAWING_PLAY } from './flawed-plays.ts'
import { readSeenToken, type SeenToken } from './seen-token.ts'

/** A play, and how it ended. */
export interface EndedPlay {
  readonly scenario: Pick<NumberedScenario, 'number' | 'trust'>
  /** `6?emergency` */
  readonly name: string
  readonly status: number
}

/** A play that only introspection notices is one in which the token was revoked. */
const isRevoking = ({ scenario, name }: EndedPlay): boolean =>
  scenario.trust === 'introspection' && name !== KEEPS_ITS_TOKEN

/** Whether tokens are good at first in it, and then something is done to them: they are revoked, black-listed, or lose their key. */
export const takesTokensBack = (play: EndedPlay): boolean =>
  isRevoking(play) || play.name === WITHDRAWING_PLAY || FLAWED_PLAYS[play.name] === 'black-listed'

/**
 * The tokens of a play, with what it did to them. Of one that takes tokens back, and did not come to its end, there are none: nobody knows
 * how far it came, so nobody can say what a door should think of them.
 * @param now seconds since 1970
 */
export function tokensOfPlay(held: readonly HeldToken[], play: EndedPlay, now: number): SeenToken[] {
  const { scenario, name, status } = play
  if (status !== 200 && takesTokensBack(play)) return []
  const last = keyOfHeld(held.at(-1))
  return held.flatMap((token) => {
    const isWithdrawn = name === WITHDRAWING_PLAY && keyOfHeld(token) !== last
    const flaw = isWithdrawn ? 'withdrawn-key' : FLAWED_PLAYS[name]
    return readSeenToken(token, { scenario: scenario.number, isRevoked: isRevoking(play), flaw }, now) ?? []
  })
}

const keyOfHeld = (held: HeldToken | undefined) => tokenHints(held?.token).kid
