import type { KnownDoor } from './doors.ts'
import { canTell, letsInWithout, readHeard, type DoorControls, type Heard } from './hear-door.ts'
import { sayCell, sayMatrixToken, sayOpenDoor, sayOpenMatter } from './matrix-sentences.ts'
import type { SeenToken } from './seen-token.ts'
import { kindOfCell, shouldBelieve, type Due } from './should-believe.ts'
import { saySilent } from './silent-parties.ts'
import type { MatrixCell } from './token-matrix.ts'

/** What a token was answered at a door, or that nobody asked, with what else is known there. */
export interface CellParts {
  readonly token: SeenToken
  readonly door: KnownDoor
  readonly answer: Heard | undefined
  readonly controls: DoorControls | undefined
  /** Why the party of the door is silent, where it is. */
  readonly silent: string | undefined
  /** The token, which is no expired one, had expired when the answer came. */
  readonly isOver: boolean
}

/** The first of its own tokens that a door let in, else any: that is what a belief looks like there. */
export function addGood(
  controls: DoorControls,
  door: KnownDoor,
  tokens: readonly SeenToken[],
  answerOf: (token: SeenToken) => Heard | undefined,
): DoorControls {
  const own = tokens.filter((token) => mayBeBelieved(shouldBelieve(token, door)))
  const answers = own.flatMap((token) => answerOf(token) ?? [])
  const good = answers.find((answer) => readHeard(answer, controls) === 'believed') ?? answers[0]
  return good ? { ...controls, good } : controls
}

const mayBeBelieved = ({ isDue, open }: Due) => isDue || open === 'trust'

/** What a cell says, told by the controls of its door. */
export function cellOf({ token, door, answer, controls, silent, isOver }: CellParts): MatrixCell {
  const place = { token: token.id, door: door.id }
  if (silent !== undefined && (!answer || 'failure' in answer))
    return { ...place, kind: 'unknown', sentence: saySilent(door.service, silent) }
  const without = controls && letsInWithout(controls)
  if (controls && without) {
    const isMeant = door.letsEverybodyIn !== undefined
    return { ...place, kind: isMeant ? 'unknown' : 'open', sentence: sayOpenDoor(door, without) }
  }
  if (!answer || !controls) return { ...place, kind: 'unasked' }
  const due = shouldBelieve(token, door)
  const said = readHeard(answer, controls)
  // Whatever was due: by then everybody refuses it.
  const isLate = isOver && said === 'refused' && !(door.isOneUse === true && due.isDue)
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
  return { ...place, kind, ...(sentence !== undefined && { sentence }) }
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
