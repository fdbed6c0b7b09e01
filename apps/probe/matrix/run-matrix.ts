import type { Clock } from '#core/clock'
import type { Config } from '#core/config/setting'
import { isGuest } from '#core/config/guest-services'
import { partySettings } from '#core/config/party-settings'
import type { NumberedScenario } from '#scenarios'
import { playSettings } from '../../play/config.ts'
import { openDoorKnocker, type DoorKnocker } from './ask-doors.ts'
import { createBoundedKnocker } from './bounded-knocker.ts'
import { collectSeen, type SeenInPlays } from './collect-seen.ts'
import { doorsOf, type KnownDoor } from './doors.ts'
import { furtherDoorsOf } from './further-doors.ts'
import { knockAtClosed, type KnockedAtClosed } from './closed-doors.ts'
import { eachOf, type Stop } from './each-of.ts'
import type { DoorControls, Heard } from './hear-door.ts'
import { addGood, cellOf } from './matrix-cells.ts'
import type { SeenToken } from './seen-token.ts'
import { saySilent, silentParties } from './silent-parties.ts'
import type { TokenMatrix } from './token-matrix.ts'

/** Where the sandbox is: the settings that a command reads. */
export const matrixSettings = { ...playSettings, ...partySettings }

export interface MatrixRun {
  config: Config<typeof matrixSettings>
  clock: Clock
  scenarios: readonly NumberedScenario[]
  /** Besides those of the sandbox. */
  furtherDoors?: readonly KnownDoor[]
  /** Hears how far it has come, in a few words. */
  onProgress?: (words: string) => void
  /** Is given what tells the matrix so far, at any time. */
  onBegun?: (soFar: () => TokenMatrix) => void
  /** Ends it early, at once: what was heard until then is told. */
  stop?: Stop
}

/** So many tokens are shown at once. */
const SHOWN_AT_ONCE = 8

/** No token at all, and nothing secret. */
const NO_TOKEN_AT_ALL = 'garbage'

/**
 * Asks every door for its answers to no token and to garbage, plays the scenarios of a running sandbox, shows every sort of token that
 * was signed in them at every door, and says which doors believe what they should not. A party that gives no answer is not asked for long.
 * @throws the platform's error where the sandbox has never run in this folder
 */
export async function runMatrix(run: MatrixRun): Promise<TokenMatrix> {
  const { config, clock, scenarios, furtherDoors = [], onProgress, onBegun, stop } = run
  const doors = [
    ...doorsOf(scenarios, config, (role) => isGuest(config, role)),
    ...furtherDoorsOf(scenarios, config),
    ...furtherDoors,
  ]
  const heard: HeardSoFar = { begin: clock.monotonic(), seen: { tokens: [], missing: [] }, closed: NOTHING_CLOSED, controls: new Map(), answers: new Map(), gaveUp: new Map() } // prettier-ignore
  const soFar = (stopped?: string) => matrixOf(doors, heard, clock, stopped)
  onBegun?.(soFar)
  const knocker = createBoundedKnocker(await openDoorKnocker(config, clock), heard.gaveUp)
  try {
    onProgress?.(`asks ${doors.length} doors for their answers to no token and to garbage`)
    await eachOf(
      doors,
      SHOWN_AT_ONCE,
      async (door) => void heard.controls.set(door.id, await askControls(door, knocker)),
      stop,
    )
    if (!stop?.hasCome) heard.closed = await knockAtClosed(scenarios, config, clock)
    heard.seen = await collectSeen(scenarios, config, clock, {
      silent: [...silentParties(doors, heard.controls, heard.gaveUp).keys()],
      ...(onProgress && { onProgress }),
      ...(stop && { stop }),
    })
    await showAll(doors, heard, knocker, run)
    return soFar(stop?.hasCome ? await stop.come : undefined)
  } finally {
    await knocker.close()
  }
}

/** What is known while it goes. */
interface HeardSoFar {
  readonly begin: number
  seen: SeenInPlays
  closed: KnockedAtClosed
  readonly controls: Map<string, DoorControls>
  /** By token and door. */
  readonly answers: Map<string, HeardInTime>
  readonly gaveUp: Map<string, string>
}

interface HeardInTime {
  readonly heard: Heard
  /** The token, which is no expired one, had expired when the answer came. */
  readonly isOver: boolean
}

const NOTHING_CLOSED: KnockedAtClosed = { closed: [], answered: [], silent: [] }
const placeName = ({ id }: SeenToken, door: KnownDoor): string => `${id} ${door.id}`

/** Those that end first go first. */
async function showAll(
  doors: readonly KnownDoor[],
  { seen, answers }: HeardSoFar,
  knocker: DoorKnocker,
  { clock, onProgress, stop }: MatrixRun,
): Promise<void> {
  const order = seen.tokens.toSorted((a, b) => a.expires - b.expires)
  const pairs = order.flatMap((token) => doors.map((door) => ({ token, door })))
  let done = 0
  const show = async ({ token, door }: { token: SeenToken; door: KnownDoor }) => {
    const heard = await knocker.show(door, token.raw)
    if (stop?.hasCome) return
    const isOver = token.flaw !== 'expired' && token.expires * 1000 <= clock.now()
    answers.set(placeName(token, door), { heard, isOver })
    onProgress?.(`${++done} of ${pairs.length}  shows ${token.name} to ${door.service}`)
  }
  await eachOf(pairs, SHOWN_AT_ONCE, show, stop)
}

const askControls = async (door: KnownDoor, knocker: DoorKnocker): Promise<DoorControls> => ({
  none: await knocker.show(door, undefined),
  garbage: await knocker.show(door, NO_TOKEN_AT_ALL),
})

function matrixOf(doors: readonly KnownDoor[], heard: HeardSoFar, clock: Clock, stopped?: string): TokenMatrix {
  const { begin, seen, closed, controls, answers, gaveUp } = heard
  const { tokens, missing } = seen
  const silent = silentParties(doors, controls, gaveUp)
  const withGood = new Map(
    doors.map((door) => {
      const known = controls.get(door.id)
      return [door.id, known && addGood(known, door, tokens, (token) => answers.get(placeName(token, door))?.heard)]
    }),
  )
  const cells = tokens.flatMap((token) =>
    doors.map((door) => {
      const answer = answers.get(placeName(token, door))
      return cellOf({
        token,
        door,
        answer: answer?.heard,
        controls: withGood.get(door.id),
        silent: silent.get(door.service),
        isOver: answer?.isOver ?? false,
      })
    }),
  )
  const openDoors = new Set(cells.flatMap(({ kind, door }) => (kind === 'open' ? [door] : [])))
  return {
    tokens: tokens.map(({ raw: _raw, expires: _expires, ...token }) => token),
    doors: doors.map(({ at: _at, path: _path, headers: _headers, carry: _carry, hear: _hear, ...door }) => door),
    cells,
    missing,
    closed: closed.closed,
    answered: closed.answered,
    silent: [...[...silent].map(([service, why]) => saySilent(service, why)), ...closed.silent],
    ...(stopped !== undefined && { stopped }),
    findings: cells.filter(({ kind }) => kind === 'leak').length + openDoors.size + closed.answered.length,
    milliseconds: clock.monotonic() - begin,
  }
}
