import type { Clock } from '#core/clock'
import { GUEST_ROLES, isGuest } from '#core/config/guest-services'
import { errorText } from '#core/error-text'
import type { NumberedScenario } from '#scenarios'
import type { PlayConfig } from '../../play/config.ts'
import { play } from '../../play/play.ts'
import { eachOf, type Stop } from './each-of.ts'
import { NOT_WITH_GUEST } from './matrix-gaps.ts'
import { distinctTokens, type SeenToken } from './seen-token.ts'
import { takesTokensBack, tokensOfPlay } from './tokens-of-play.ts'

/** What the plays gave. */
export interface SeenInPlays {
  tokens: SeenToken[]
  /** What no play gave, and why. */
  missing: string[]
}

/** One way to play a scenario. */
interface OnePlay {
  readonly scenario: NumberedScenario
  readonly variant: string | undefined
}

/** What else it is told. */
export interface CollectOptions {
  /** Who gives no answer: plays with them are left out, and they are asked for no tokens. */
  readonly silent?: readonly string[]
  readonly onProgress?: (words: string) => void
  readonly stop?: Stop
}

/** After so long no further play is begun: a service that became silent makes each of them wait. Milliseconds. */
const PLAYS_MAY_TAKE = 90_000

/** Plays that change nothing go at once, so many. */
const PLAYS_AT_ONCE = 4

/** Its tokens live for seconds. */
const isShort = ({ trust }: NumberedScenario): boolean => trust === 'pinned-key'

/**
 * Plays each scenario in each of its ways, at its caller's own route, and takes one of each sort of token that was signed in them.
 * Those that change keys go one after the other, and those whose tokens live for seconds go last.
 */
export async function collectSeen(
  scenarios: readonly NumberedScenario[],
  config: PlayConfig,
  clock: Clock,
  { silent = [], onProgress, stop }: CollectOptions = {},
): Promise<SeenInPlays> {
  const missing = new Set<string>()
  const all = scenarios.flatMap((scenario): OnePlay[] =>
    [...Object.keys(scenario.variants ?? {}), undefined].map((variant) => ({ scenario, variant })),
  )
  const begin = clock.monotonic()
  let done = 0
  const once = async (one: OnePlay) => {
    const { caller, callees, number } = one.scenario
    const mute = [caller, ...callees].find((role) => silent.includes(role))
    const isLate = clock.monotonic() - begin > PLAYS_MAY_TAKE
    if (mute !== undefined || isLate) {
      missing.add(
        `scenario ${number} was not played: ${mute === undefined ? PLAYS_TOOK_LONG : `${mute} gives no answer`}`,
      )
      done++
      return []
    }
    const seen = await playOnce(one, { config, clock, silent, missing })
    onProgress?.(`${++done} of ${all.length}  played scenario ${nameOfPlay(one)}`)
    return seen
  }
  const played: SeenToken[] = []
  for (const [plays, atOnce] of [
    [all.filter(({ scenario }) => !isShort(scenario) && scenario.changes !== undefined), 1],
    [all.filter(({ scenario }) => !isShort(scenario) && scenario.changes === undefined), PLAYS_AT_ONCE],
    [all.filter(({ scenario }) => isShort(scenario)), PLAYS_AT_ONCE],
  ] as const)
    played.push(...(await eachOf(plays, atOnce, once, stop)).flat())
  return { tokens: distinctTokens(played), missing: [...missing] }
}

const nameOfPlay = ({ scenario: { number }, variant }: OnePlay): string =>
  variant === undefined ? `${number}` : `${number}?${variant}`

async function playOnce(
  { scenario, variant }: OnePlay,
  parts: { config: PlayConfig; clock: Clock; silent: readonly string[]; missing: Set<string> },
) {
  const { config, clock, silent, missing } = parts
  const name = nameOfPlay({ scenario, variant })
  try {
    const query = variant === undefined ? {} : { [variant]: '1' }
    const asked = { scenario, query, isBrief: false, withTokens: true }
    const { status, tokens } = await play(asked, config, clock, { byTool: true }, silent)
    const played = { scenario, name, status }
    // A variant is there to go wrong, and says so itself.
    if (status !== 200 && (variant === undefined || takesTokensBack(played)))
      missing.add(`scenario ${name} ${status === 409 && hasGuest(config) ? NOT_WITH_GUEST : `answered ${status}`}`)
    for (const line of tokens?.missing ?? []) missing.add(`tokens of ${line}`)
    return tokensOfPlay(tokens?.tokens ?? [], played, clock.now() / 1000)
  } catch (error) {
    missing.add(`scenario ${name}: ${errorText(error)}`)
    return []
  }
}

const PLAYS_TOOK_LONG = `the plays had taken ${PLAYS_MAY_TAKE / 1000} s by then`
const hasGuest = (config: PlayConfig) => GUEST_ROLES.some((role) => isGuest(config, role))
