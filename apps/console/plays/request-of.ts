import type { SeenRequest, ShownPlay } from './kept-play.ts'

/** The request behind a call, as it was seen where it arrived; of one that was sent again, the last. */
export function requestOf({ steps, requests }: ShownPlay, number: number): SeenRequest | undefined {
  const to = steps[number - 1]?.to
  return to === undefined ? undefined : requests[to]?.findLast(({ step }) => step === number)
}
