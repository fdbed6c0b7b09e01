import type { Box, PictureFrame } from './layout.ts'

/** Who stands where, when the caller has several ways to the one who is called, each by way of somebody else. */
export interface ParallelNames {
  issuer: string
  caller: string
  /** One below the other: none of them calls another. */
  ways: readonly string[]
  callee: string
  /** Who has no part. */
  aside: readonly string[]
}

const RIM = 10

interface ParallelSizes {
  tall: number
  /** Of the caller and the one who is called. */
  side: number
  way: number
  top: number
}

/** The authority at the top, with those who have no part beside it; below them the ways from the caller at the left to the right. */
export function placeParallel(names: ParallelNames, { width, height, isNarrow }: PictureFrame): Box[] {
  const sizes: ParallelSizes = isNarrow
    ? { tall: 50, side: 88, way: 152, top: RIM + 50 + 25 }
    : { tall: 62, side: 204, way: 256, top: Math.max(RIM + 62 + 2 * RIM, height * 0.36) }
  const { tall, side, way, top } = sizes
  const { issuer, caller, ways, callee, aside } = names
  const bottom = height - tall - RIM
  const farRight = width - side - RIM
  const row = (top + bottom) / 2
  const stride = (bottom - top) / Math.max(1, ways.length - 1)
  const box = (name: string, x: number, y: number, wide: number): Box => ({ name, x, y, width: wide, height: tall })
  return [
    box(issuer, (width - way) / 2, RIM, way),
    ...aside.map((name, index) => box(name, index === 0 ? farRight : RIM, RIM, side)),
    box(caller, RIM, row, side),
    ...ways.map((name, index) => box(name, (width - way) / 2, top + stride * index, way)),
    box(callee, farRight, row, side),
  ]
}
