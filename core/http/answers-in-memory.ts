/**
 * What peers have answered and nobody has read yet, bounded over all peers of a process: each of them may answer many
 * calls at once, as much as an answer may have, and slowly.
 */

/** Bytes, for the process. Honest answers have a few thousand each. */
export const MAX_ANSWERS = 8_000_000

/** Why an answer was given up. */
export class AnswersTooLarge extends Error {
  override readonly name = 'AnswersTooLarge'
}

/** An answer that is on its way, or waits to be read. */
export interface IncomingAnswer {
  /** So many bytes more of it have come. When all together are too many, the largest is given up: it need not be this one. */
  take(bytes: number): void
  /** It has been read, or given up. */
  leave(): void
}

const incoming = new Map<IncomingAnswer, { bytes: number; giveUp: (reason: Error) => void }>()
let total = 0

/** @param giveUp ends the answer; what it had is nowhere any longer */
export function expectAnswer(giveUp: (reason: Error) => void): IncomingAnswer {
  const own = { bytes: 0, giveUp }
  const answer: IncomingAnswer = {
    take(bytes) {
      if (!incoming.has(answer)) return
      own.bytes += bytes
      total += bytes
      if (total > MAX_ANSWERS) giveUpLargest() // one is enough: it has more than what has just come
    },
    leave() {
      if (incoming.delete(answer)) total -= own.bytes
    },
  }
  incoming.set(answer, own)
  return answer
}

function giveUpLargest(): void {
  let largest: [IncomingAnswer, { bytes: number; giveUp: (reason: Error) => void }] | undefined
  for (const entry of incoming) if (entry[1].bytes > (largest?.[1].bytes ?? 0)) largest = entry
  if (!largest) return
  largest[0].leave()
  largest[1].giveUp(new AnswersTooLarge('all answers together are too large'))
}
