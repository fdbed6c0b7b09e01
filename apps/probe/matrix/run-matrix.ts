import type { Clock } from '#core/clock'
import type { Config } from '#core/config/setting'
import { isGuest } from '#core/config/guest-services'
import { partySettings } from '#core/config/party-settings'
import type { NumberedScenario } from '#scenarios'
import { playSettings } from '../../play/config.ts'
import { openDoorKnocker, type DoorKnocker } from './ask-doors.ts'
import { collectSeen } from './collect-seen.ts'
import { doorsOf, type KnownDoor } from './doors.ts'
import { furtherDoorsOf } from './further-doors.ts'
import { knockAtClosed } from './closed-doors.ts'
import { eachOf } from './each-of.ts'
import { canTell, readHeard, type DoorControls, type Heard } from './hear-door.ts'
import { sayCell, sayMatrixToken, sayOpenMatter } from './matrix-sentences.ts'
import type { SeenToken } from './seen-token.ts'
import { kindOfCell, shouldBelieve, type Due } from './should-believe.ts'
import type { MatrixCell, TokenMatrix } from './token-matrix.ts'

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
}

/** So many tokens are shown at once. */
const SHOWN_AT_ONCE = 8

/** No token at all, and nothing secret. */
const NO_TOKEN_AT_ALL = 'garbage'

/**
 * Plays the scenarios of a running sandbox, shows every sort of token that was signed in them at every door, and says which
 * doors believe what they should not.
 * @throws the platform's error where the sandbox has never run in this folder
 */
export async function runMatrix({
  config,
  clock,
  scenarios,
  furtherDoors = [],
  onProgress,
}: MatrixRun): Promise<TokenMatrix> {
  const begin = clock.monotonic()
  const doors = [
    ...doorsOf(scenarios, config, (role) => isGuest(config, role)),
    ...furtherDoorsOf(scenarios, config),
    ...furtherDoors,
  ]
  const knocker = await openDoorKnocker(config, clock)
  try {
    const { tokens, missing } = await collectSeen(scenarios, config, clock, onProgress)
    const closed = await knockAtClosed(scenarios, config, knocker)
    const heard = await showAll(tokens, doors, knocker, onProgress)
    const controls = await eachOf(doors, SHOWN_AT_ONCE, (door) => askControls(door, knocker))
    const withGood = doors.map((door, at) => addGood(controls[at] as DoorControls, door, tokens, heard))
    const isOver = (token: SeenToken) => token.expires * 1000 <= clock.now()
    const cells = tokens.flatMap((token) =>
      doors.map((door, at) =>
        cellOf(
          token,
          door,
          heard.get(cellName(token, door)) ?? NOTHING_SHOWN,
          withGood[at] as DoorControls,
          isOver(token),
        ),
      ),
    )
    return {
      tokens: tokens.map(({ raw: _raw, expires: _expires, ...token }) => token),
      doors: doors.map(({ at: _at, path: _path, headers: _headers, carry: _carry, hear: _hear, ...door }) => door),
      cells,
      missing,
      closed,
      findings: cells.filter(({ kind }) => kind === 'leak').length,
      milliseconds: clock.monotonic() - begin,
    }
  } finally {
    await knocker.close()
  }
}

const NOTHING_SHOWN: Heard = { failure: 'it was not asked' }
const cellName = ({ id }: SeenToken, door: KnownDoor): string => `${id} ${door.id}`

/** Those that end first go first. */
async function showAll(
  tokens: readonly SeenToken[],
  doors: readonly KnownDoor[],
  knocker: DoorKnocker,
  onProgress: MatrixRun['onProgress'],
) {
  const order = tokens.toSorted((a, b) => a.expires - b.expires)
  const pairs = order.flatMap((token) => doors.map((door) => ({ token, door })))
  let done = 0
  const heard = await eachOf(pairs, SHOWN_AT_ONCE, async ({ token, door }) => {
    const said = await knocker.show(door, token.raw)
    onProgress?.(`${++done} of ${pairs.length}  shows ${token.name} to ${door.service}`)
    return [cellName(token, door), said] as const
  })
  return new Map(heard)
}

const askControls = async (door: KnownDoor, knocker: DoorKnocker): Promise<DoorControls> => ({
  none: await knocker.show(door, undefined),
  garbage: await knocker.show(door, NO_TOKEN_AT_ALL),
})

/** The first of its own tokens that a door let in, else any: that is what a belief looks like there. */
function addGood(
  controls: DoorControls,
  door: KnownDoor,
  tokens: readonly SeenToken[],
  heard: ReadonlyMap<string, Heard>,
): DoorControls {
  const own = tokens.filter((token) => mayBeBelieved(shouldBelieve(token, door)))
  const answers = own.flatMap((token) => heard.get(cellName(token, door)) ?? [])
  const good = answers.find((answer) => readHeard(answer, controls) === 'believed') ?? answers[0]
  return good ? { ...controls, good } : controls
}

const mayBeBelieved = ({ isDue, open }: Due) => isDue || open === 'trust'

function cellOf(token: SeenToken, door: KnownDoor, answer: Heard, controls: DoorControls, isOver: boolean): MatrixCell {
  const due = shouldBelieve(token, door)
  const said = readHeard(answer, controls)
  const isLate = isOver && mayBeBelieved(due) && said === 'refused' && !door.isOneUse
  const isSpent = door.isOneUse === true && due.isDue && said === 'refused'
  const kind = isLate ? 'unknown' : kindOfCell(isSpent ? 'used' : said, due)
  const why = isLate
    ? `${sayMatrixToken(token)} expired before all doors had seen it: run the matrix again when this machine has less to do`
    : kind === 'lesson'
      ? `that is what scenario ${due.lesson} shows`
      : due.open !== undefined && said !== 'unknown'
        ? sayOpenMatter(due.open, token, door)
        : whyNobodyTells(door, answer, controls)
  const sentence = sayCell(kind, token, door, why)
  return { token: token.id, door: door.id, kind, ...(sentence !== undefined && { sentence }) }
}

function whyNobodyTells({ service, route }: KnownDoor, answer: Heard, controls: DoorControls): string {
  const failed = [answer, controls.none, controls.garbage].find((heard) => 'failure' in heard)
  if (failed && 'failure' in failed) return `${service} gave no answer to ${route}: ${failed.failure}`
  if (!canTell(controls)) {
    const [none, garbage] = [controls.none, controls.garbage].map((heard) =>
      'status' in heard ? heard.status : 'nothing',
    )
    return `${service} says ${none} to ${route} without a token and ${garbage} to garbage, and does not refuse both`
  }
  return `${service} said to ${route} neither what it says to a good token nor what it says to a bad one`
}
