/** Where something begins and ends, from the upper edge of the window. Pixels. */
export interface Extent {
  top: number
  bottom: number
}

/** So much stays between what is shown and the edge of the window. Pixels. */
const FREE_EDGE = 12

/** Of a result that has no room this much is seen at least: what it says first. Pixels. */
const FIRST_SEEN = 120

/**
 * How far a page has to be scrolled so that a person sees what came of a press: as little as it takes, and no further than what was pressed
 * stays in sight, for the keyboard is there.
 * @param pressed absent where nothing has the focus; what grew above it may have pushed it out. @param height of the window
 * @returns pixels downwards; 0 where both are seen already
 */
export function wayToResult({ top, bottom }: Extent, pressed: Extent | undefined, height: number): number {
  const isSeen = (one: Extent) => one.top >= 0 && one.bottom <= height
  const isResultSeen = isSeen({ top, bottom })
  if (isResultSeen && (!pressed || isSeen(pressed))) return 0
  const whole = isResultSeen ? 0 : top < 0 ? top - FREE_EDGE : Math.min(bottom - height + FREE_EDGE, top - FREE_EDGE)
  const kept = pressed ? heldBetween(whole, pressed.bottom - height + FREE_EDGE, pressed.top - FREE_EDGE) : whole
  return heldBetween(kept, Math.min(bottom, top + FIRST_SEEN) - height + FREE_EDGE, top - FREE_EDGE)
}

const heldBetween = (value: number, from: number, to: number) => Math.min(Math.max(value, from), to)
