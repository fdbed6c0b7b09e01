import { makeToken } from '#attacks'
import type { Answer, Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { compareSigns, type ForgedSigns } from './answer-signs.ts'
import { bearerRequest, sendGood } from './control-requests.ts'
import { isForOthers, isSuccess } from './read-outcome.ts'
import { shownIdentity } from './shown-identity.ts'
import type { SubjectPlaces } from './subject-places.ts'

interface ForgedParts {
  readonly sender: Sender
  readonly issuerSide: IssuerSide
}

interface ForgedControl {
  /** Answers that say success to a good token with a broken signature, and are not for whom it is: so guests are answered. */
  readonly guests: readonly Answer[]
  /** How success that refuses differs from success that believes. */
  readonly signs?: ForgedSigns
}

/** So many are compared of either kind, that replicas which take turns are not taken for a difference. */
const COMPARED = 4

/**
 * Asks what a good token with a broken signature gets. Where that says success, more of both are sent, now the one first and now the
 * other, so that what changes with time is no difference.
 * @param goods answers to good tokens, of several subjects
 */
export async function askForged(
  goods: readonly Answer[],
  places: SubjectPlaces | undefined,
  parts: ForgedParts,
): Promise<ForgedControl> {
  const first = await answerToForged(parts)
  if (!first) return { guests: [] }
  const guests = places && isForOthers(shownIdentity(first.answer, first.request, places)) ? [first.answer] : []
  const [good, forged] = [[...goods], [first.answer]]
  for (let count = 0; count < COMPARED - 1; count++) {
    const another = count % 2 === 0 ? await answerToForged(parts) : undefined
    const { outcome } = await sendGood(parts)
    const later = another ?? (await answerToForged(parts))
    if (outcome.kind !== 'answered' || !isSuccess(outcome.answer) || !later) return { guests }
    good.push(outcome.answer)
    forged.push(later.answer)
  }
  const signs = compareSigns(good, forged, places)
  return { guests, ...(signs && { signs }) }
}

async function answerToForged({ sender, issuerSide }: ForgedParts) {
  const request = bearerRequest(await makeToken(issuerSide.world(), { signature: brokenSignature }))
  const outcome = await sender.send(request)
  return outcome.kind === 'answered' && isSuccess(outcome.answer) ? { request, answer: outcome.answer } : undefined
}

const brokenSignature = (made: Uint8Array): Uint8Array => made.map((byte, at) => (at < 4 ? byte ^ 0x55 : byte))
