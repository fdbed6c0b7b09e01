import { CannotBeMade, makeToken } from '#attacks'
import type { Algorithm } from '#core/token/algorithms'
import { bearerRequest } from './engine/control-requests.ts'
import { readOutcome, type Yardstick } from './engine/read-outcome.ts'
import type { Sender } from './answer.ts'
import type { IssuerSide } from './issuer-side.ts'

/** Which algorithms a target has enabled: it believes a good token of each. */
export async function findEnabledAlgorithms(
  side: IssuerSide,
  sender: Sender,
  yardstick: Yardstick,
): Promise<readonly Algorithm[]> {
  const found: Algorithm[] = []
  for (const algorithm of side.world().target.algorithms) {
    const token = await goodTokenOf(side, algorithm)
    if (token === undefined) continue
    const request = bearerRequest(token)
    if (readOutcome(await sender.send(request), yardstick, request).verdict === 'believed') found.push(algorithm)
  }
  return found
}

async function goodTokenOf(side: IssuerSide, of: Algorithm): Promise<string | undefined> {
  try {
    return await makeToken(side.world(), { of })
  } catch (error) {
    if (error instanceof CannotBeMade) return undefined
    throw error
  }
}

/** The same side, of a target that has enabled these alone: its good tokens are signed by the first for which the issuer has a key. */
export const withAlgorithms = (side: IssuerSide, algorithms: readonly Algorithm[]): IssuerSide => ({
  ...side,
  world() {
    const world = side.world()
    const usual = algorithms.find((each) => world.issuer?.algorithms.includes(each))
    return {
      ...world,
      target: { ...world.target, algorithms },
      good: (algorithm = usual) => world.good(algorithm),
    }
  },
})
