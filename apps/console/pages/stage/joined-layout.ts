import type { Box, PictureFrame } from './layout.ts'

/** Who stands where, when several ways lead from the caller to one who hands on to the one who is called. */
export interface JoinedNames {
  issuer: string
  caller: string
  /** The last one stands lowest: each may call the issuer, past the others. */
  ways: readonly string[]
  joint: string
  callee: string
  /** Who has no part, and whoever else was called. */
  aside: readonly string[]
}

const BORDER = 10

/** The authority at the top left; below it the ways, each a little to the left of the one above, and all that follows at the right. */
export const placeJoined = (names: JoinedNames, frame: PictureFrame): Box[] =>
  frame.isNarrow ? placeNarrowJoined(names, frame) : placeWideJoined(names, frame)

function placeWideJoined(names: JoinedNames, { width, height }: PictureFrame): Box[] {
  const { issuer, caller, ways, joint, callee, aside } = names
  const [tall, side, slim] = [62, 150, 100]
  const top = Math.max(BORDER + tall + 2 * BORDER, height * 0.36)
  const bottom = height - tall - BORDER
  const row = (top + bottom) / 2
  const farRight = width - side - BORDER
  const inside = farRight - BORDER - side
  const lowest = BORDER + side + inside * 0.135
  const highest = BORDER + side + inside * 0.41
  const box = (name: string, x: number, y: number, wide = side): Box => ({ name, x, y, width: wide, height: tall })
  return [
    box(issuer, lowest, BORDER),
    ...aside.map((name, index) => box(name, index === 0 ? farRight : BORDER, BORDER)),
    box(caller, BORDER, row),
    ...ways.map((name, index) => box(name, share(highest, lowest, index, ways), share(top, bottom, index, ways))),
    box(joint, farRight - inside * 0.135 - slim, row, slim),
    box(callee, farRight, row),
  ]
}

/** On a phone: the joint and the one who is called at the right, one below the other. */
function placeNarrowJoined(names: JoinedNames, { width, height }: PictureFrame): Box[] {
  const { issuer, caller, ways, joint, callee, aside } = names
  const [tall, side, way, wide] = [50, 84, 96, 108]
  const top = Math.max(BORDER + tall + 32, height * 0.28)
  const bottom = height - tall - BORDER
  const farRight = width - side - BORDER
  const box = (name: string, x: number, y: number, boxWidth = side): Box => {
    return { name, x, y, width: boxWidth, height: tall }
  }
  return [
    box(issuer, BORDER, BORDER, wide),
    ...aside.map((name, index) => box(name, index === 0 ? farRight : BORDER + wide + 4, BORDER)),
    box(caller, BORDER, (top + bottom) / 2),
    ...ways.map((name, index) => box(name, share(144, 116, index, ways), share(top, bottom, index, ways), way)),
    box(joint, farRight, (BORDER + bottom) / 2),
    box(callee, farRight, bottom),
  ]
}

const share = (first: number, last: number, index: number, { length }: readonly unknown[]) =>
  first + ((last - first) * index) / Math.max(1, length - 1)
