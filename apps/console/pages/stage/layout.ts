/** Where the boxes of a picture stand, and the lines between them. Units are those of the drawing. */
export interface Box {
  name: string
  x: number
  y: number
  width: number
  height: number
}

export interface Point {
  x: number
  y: number
}

/** How large the drawing is, and whether it is one for a phone: then all is smaller, and stands closer. */
export interface PictureFrame {
  width: number
  height: number
  isNarrow: boolean
}

/** Less than that no picture can be drawn on; a larger place gets larger letters, too. */
const WIDE = { width: 1000, height: 250 }
const NARROW = { width: 360, height: 300 }

/** Before the place is known: about that of a projector. */
export const FIRST_FRAME: PictureFrame = { width: 1060, height: 250, isNarrow: false }

/** The drawing that fills a place. @param width of the place, in pixels, as is its height */
export function frameFor({ width, height }: { width: number; height: number }, isNarrow: boolean): PictureFrame {
  const least = isNarrow ? NARROW : WIDE
  const scale = Math.min(width / least.width, height / least.height)
  if (!(scale > 0)) return isNarrow ? { ...NARROW, isNarrow } : FIRST_FRAME
  return { width: Math.round(width / scale), height: Math.round(height / scale), isNarrow }
}

const ISSUER = 'jwt-factory'
const MARGIN = 10
const sizeOf = ({ isNarrow }: PictureFrame) => (isNarrow ? { width: 118, height: 50 } : { width: 204, height: 62 })

export interface PlacedNames {
  caller: string
  /** At the right, one below the other. */
  right: readonly string[]
  /** Between the caller and those at the right, beside each other. */
  between?: readonly string[]
}

/** The authority at the top, the caller at the left, whoever is called at the right, and whoever stands between them. */
export function placeBoxes({ caller, right, between = [] }: PlacedNames, frame: PictureFrame = FIRST_FRAME): Box[] {
  if (frame.isNarrow && between.length === 2) return placeAround({ caller, right, between }, frame)
  const size = sizeOf(frame)
  const { width, height } = frame
  const farRight = width - size.width - MARGIN
  const bottom = height - size.height - MARGIN
  const top = frame.isNarrow ? Math.min(size.height + 56, bottom) : Math.max(MARGIN, Math.min(bottom, height * 0.36))
  const gap = right.length > 1 ? (bottom - top) / (right.length - 1) : 0
  // Whoever has no part stands at the top.
  const isOneLine = between.length > 0 && !frame.isNarrow && right.length <= 2
  const row = right.length > 1 && !isOneLine ? (top + bottom) / 2 : bottom - (bottom - top) / 4
  const inside = farRight - MARGIN - size.width
  const columns = Math.max(between.length, 1)
  const stride = inside / columns
  const slim = Math.min(size.width, stride - (frame.isNarrow ? 2 : 3) * MARGIN)
  return [
    { name: ISSUER, x: (width - size.width) / 2, y: MARGIN, ...size },
    { name: caller, x: MARGIN, y: row, ...size },
    ...between.map((name, index) => ({
      name,
      x: MARGIN + size.width + stride * (index + 0.5) - slim / 2,
      y: row,
      ...size,
      width: slim,
    })),
    ...right.map((name, index) => ({
      name,
      x: farRight,
      y: isOneLine ? (index === 0 ? row : MARGIN) : right.length > 1 ? top + gap * index : row,
      ...size,
    })),
  ]
}

/** On a phone: the caller and whoever is called at the bottom, and above each the one that stands before it. */
function placeAround({ caller, right, between }: Required<PlacedNames>, frame: PictureFrame): Box[] {
  const size = sizeOf(frame)
  const farRight = frame.width - size.width - MARGIN
  const bottom = frame.height - size.height - MARGIN
  const room = (bottom - MARGIN) / 2
  const slim = farRight - size.width - 3 * MARGIN
  const [callee = '', ...aside] = right
  const box = (name: string, x: number, y: number, width = size.width): Box => ({ name, x, y, ...size, width })
  return [
    box(ISSUER, (frame.width - size.width) / 2, MARGIN),
    box(caller, MARGIN, bottom),
    ...between.map((name, index) => box(name, index === 0 ? MARGIN : farRight, MARGIN + room)),
    box(callee, farRight, bottom),
    ...aside.map((name) => box(name, size.width + 2 * MARGIN, bottom, slim)),
  ]
}

const middle = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 })

/** From the edge of one box to the edge of the other, with a little air. */
export function lineBetween(from: Box, to: Box): { start: Point; end: Point } {
  const [a, b] = [middle(from), middle(to)]
  return { start: edgeTowards(from, a, b), end: edgeTowards(to, b, a) }
}

const AIR = 5

function edgeTowards({ width, height }: Box, from: Point, to: Point): Point {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const reach = Math.min((width / 2 + AIR) / Math.abs(dx || 1e-9), (height / 2 + AIR) / Math.abs(dy || 1e-9))
  return { x: from.x + dx * reach, y: from.y + dy * reach }
}

/** A point of a line: 0 is its start, 1 its end. */
export const pointAt = ({ start, end }: { start: Point; end: Point }, part: number): Point => ({
  x: start.x + (end.x - start.x) * part,
  y: start.y + (end.y - start.y) * part,
})
