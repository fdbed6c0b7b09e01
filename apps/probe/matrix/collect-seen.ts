import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import type { NumberedScenario } from '#scenarios'
import type { PlayConfig } from '../../play/config.ts'
import { play } from '../../play/play.ts'
import { eachOf } from './each-of.ts'
import { distinctTokens, readSeenToken, type SeenToken } from './seen-token.ts'

/** What the plays gave. */
export interface SeenInPlays {
  tokens: SeenToken[]
  /** What no play gave, and why. */
  missing: string[]
}

/** Plays that change nothing go at once, so many. */
const PLAYS_AT_ONCE = 4

/** Its tokens live for seconds. */
const isShort = ({ trust }: NumberedScenario): boolean => trust === 'pinned-key'

/**
 * Plays each scenario once, at its caller's own route, and takes one of each sort of token that was signed in them.
 * Those that change keys go one after the other, and those whose tokens live for seconds go last.
 */
export async function collectSeen(
  scenarios: readonly NumberedScenario[],
  config: PlayConfig,
  clock: Clock,
): Promise<SeenInPlays> {
  const missing = new Set<string>()
  const once = (scenario: NumberedScenario) => playOnce(scenario, config, clock, missing)
  const lasting = scenarios.filter((scenario) => !isShort(scenario))
  const changing = await eachOf(
    lasting.filter(({ changes }) => changes !== undefined),
    1,
    once,
  )
  const quiet = await eachOf(
    lasting.filter(({ changes }) => changes === undefined),
    PLAYS_AT_ONCE,
    once,
  )
  const short = await eachOf(scenarios.filter(isShort), PLAYS_AT_ONCE, once)
  return { tokens: distinctTokens([...changing, ...quiet, ...short].flat()), missing: [...missing] }
}

async function playOnce(scenario: NumberedScenario, config: PlayConfig, clock: Clock, missing: Set<string>) {
  try {
    const { status, tokens } = await play({ scenario, query: {}, isBrief: false, withTokens: true }, config, clock)
    if (status !== 200) missing.add(`scenario ${scenario.number} answered ${status}`)
    for (const line of tokens?.missing ?? []) missing.add(`tokens of ${line}`)
    // A play that only introspection notices is one in which the token was revoked.
    const isRevoked = scenario.trust === 'introspection'
    return (tokens?.tokens ?? []).flatMap((held) => readSeenToken(held, scenario.number, isRevoked) ?? [])
  } catch (error) {
    missing.add(`scenario ${scenario.number}: ${errorText(error)}`)
    return []
  }
}
