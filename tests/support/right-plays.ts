import { expect } from 'vitest'

const GOOD = { valid: true }

/** What every scenario answers when all is well. */
const RIGHT_ANSWERS: Record<number, object> = {
  1: GOOD,
  2: { serviceb: GOOD, servicec: GOOD },
  3: GOOD,
  4: { serviceB: GOOD, serviceC: GOOD },
  5: GOOD,
  6: { before: GOOD, meanwhile: GOOD, after: GOOD, late: GOOD },
  7: GOOD,
  8: { ...GOOD, servicec: GOOD },
  9: { ...GOOD, servicec: GOOD },
  10: { before: GOOD, after: { valid: false, reason: 'revoked-token', locally: GOOD } },
}

/**
 * Plays all ten scenarios, one after the other. One that goes wrong is named, with what it answered.
 * @param play answers a path of A with what it says
 */
export async function expectAllRight(play: (path: string) => Promise<unknown>): Promise<void> {
  for (const [number, right] of Object.entries(RIGHT_ANSWERS)) {
    const answer = await play(`/scenario${number}`)
    expect(answer, `scenario ${number} answered ${JSON.stringify(answer)}`).toMatchObject(right)
  }
}
