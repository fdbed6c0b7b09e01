import { CannotBeMade, makeToken } from '#attacks'
import type { Algorithm } from '#core/token/algorithms'
import type { Answer, Sender } from './answer.ts'
import { withAlgorithms } from './enabled-algorithms.ts'
import { bearerRequest } from './engine/control-requests.ts'
import { mayLackKey, speaksOfAlgorithm } from './engine/explained-reason.ts'
import { hasMarker, type Marker } from './engine/marker.ts'
import type { IssuerSide } from './issuer-side.ts'

interface FirstTries {
  readonly sender: Sender
  readonly side: IssuerSide
  readonly marker?: Marker
  /** Absent: all for which the issuer has keys, of those that the target may have enabled. */
  readonly algorithms?: readonly Algorithm[]
}

/** What a target said to good tokens, one by each algorithm. */
export interface FirstAlgorithm {
  /** Its target has the algorithm first that is believed, or else one of which the refusal does not speak. */
  readonly side: IssuerSide
  /** In the order in which they were shown. */
  readonly tried: readonly Algorithm[]
  /** To the algorithm that comes first now; absent where the target did not refuse. */
  readonly refusal?: Answer
  /** Those that may be enabled, and whose key the target may not have. */
  readonly mayLackKeys: readonly Algorithm[]
}

/**
 * Shows a target one good token, and, where it is refused, one by each other algorithm until one is not: many services take one algorithm
 * alone, and refuse others before they look at anything else. One request each, eleven at most. What is no refusal is left to the controls.
 */
export async function findFirstAlgorithm({ side, ...tries }: FirstTries): Promise<FirstAlgorithm> {
  const { target, issuer } = side.world()
  if (!issuer) return { side, tried: [], mayLackKeys: [] }
  const all = tries.algorithms ?? target.algorithms.filter((each) => issuer.algorithms.includes(each))
  const refusals = new Map<Algorithm, Answer>()
  for (const algorithm of all) {
    const refusal = await refusalOfGood(algorithm, { ...tries, side })
    if (refusal === 'not made') continue
    if (!refusal)
      return { side: sideWithFirst(side, algorithm), tried: [...refusals.keys(), algorithm], mayLackKeys: [] }
    refusals.set(algorithm, refusal)
  }
  const [first] = [...refusals].toSorted(([, a], [, b]) => Number(speaksOfAlgorithm(a)) - Number(speaksOfAlgorithm(b)))
  if (!first) return { side, tried: [], mayLackKeys: [] }
  const [algorithm, refusal] = first
  const mayLackKeys = [...refusals].flatMap(([each, answer]) => (mayLackKey(answer) ? [each] : []))
  return { side: sideWithFirst(side, algorithm), tried: [...refusals.keys()], refusal, mayLackKeys }
}

/** @returns the answer where it says that the token is not believed */
async function refusalOfGood(
  of: Algorithm,
  { side, sender, marker }: FirstTries,
): Promise<Answer | 'not made' | undefined> {
  try {
    const outcome = await sender.send(bearerRequest(await makeToken(side.world(), { of })))
    if (outcome.kind !== 'answered') return undefined
    const { answer } = outcome
    const isRefusal = MAY_REFUSE_GOOD.has(answer.status) || (marker !== undefined && !hasMarker(answer, marker))
    return isRefusal ? answer : undefined
  } catch (error) {
    if (error instanceof CannotBeMade) return 'not made' // the controls say it
    throw error
  }
}

/** 500 is what a service says whose library throws, and nobody catches it. */
const MAY_REFUSE_GOOD: ReadonlySet<number> = new Set([400, 401, 403, 500])

function sideWithFirst(side: IssuerSide, first: Algorithm): IssuerSide {
  const { algorithms } = side.world().target
  return algorithms[0] === first ? side : withAlgorithms(side, [first, ...algorithms.filter((each) => each !== first)])
}
