/** Where the boxes of a picture stand, and the lines between them. Units are those of the drawing. */
export interface Box {
  name: string
  x: number
  y: number
}

export interface Point {
  x: number
  y: number
}

export const PICTURE = { width: 1000, height: 308 }
export const BOX = { width: 190, height: 70 }

const ISSUER = 'jwt-factory'
const MARGIN = 8

/**
 * The authority at the top, the caller at the left, whoever is called at the right, one below the other.
 * @param names all processes, in the order of their table
 */
export function placeBoxes(names: readonly string[], caller: string): Box[] {
  const right = names.filter((name) => name !== ISSUER && name !== caller)
  const bottom = PICTURE.height - BOX.height - MARGIN
  const top = right.length > 1 ? 104 : bottom
  const gap = right.length > 1 ? (bottom - top) / (right.length - 1) : 0
  return names.map((name) => {
    if (name === ISSUER) return { name, x: (PICTURE.width - BOX.width) / 2, y: 2 * MARGIN }
    if (name === caller) return { name, x: MARGIN, y: bottom - 36 }
    return { name, x: PICTURE.width - BOX.width - MARGIN, y: top + gap * right.indexOf(name) }
  })
}

const middle = ({ x, y }: Box): Point => ({ x: x + BOX.width / 2, y: y + BOX.height / 2 })

/** From the edge of one box to the edge of the other, with a little air. */
export function lineBetween(from: Box, to: Box): { start: Point; end: Point } {
  const [a, b] = [middle(from), middle(to)]
  return { start: edgeTowards(a, b), end: edgeTowards(b, a) }
}

const AIR = 5

function edgeTowards(from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const reach = Math.min((BOX.width / 2 + AIR) / Math.abs(dx || 1e-9), (BOX.height / 2 + AIR) / Math.abs(dy || 1e-9))
  return { x: from.x + dx * reach, y: from.y + dy * reach }
}

/** A point of a line: 0 is its start, 1 its end. */
export const pointAt = ({ start, end }: { start: Point; end: Point }, part: number): Point => ({
  x: start.x + (end.x - start.x) * part,
  y: start.y + (end.y - start.y) * part,
})
