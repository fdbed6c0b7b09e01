import { makeToken } from '#attacks'
import type { Answer, Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { bearerRequest } from './control-requests.ts'
import { isForOthers, isSuccess } from './read-outcome.ts'
import { shownIdentity } from './shown-identity.ts'
import type { OtherSubject, SubjectPlaces } from './subject-places.ts'

interface AskingParts {
  readonly sender: Sender
  readonly issuerSide: IssuerSide
}

/** Of the good token, as the world has it. */
export const subjectOfGood = ({ issuerSide }: Pick<AskingParts, 'issuerSide'>): unknown =>
  issuerSide.world().good().claims['sub']

/** What somebody else gets, where a token for him can be made and is believed: that tells what in an answer follows the subject. */
export async function answerToOther(parts: AskingParts): Promise<OtherSubject | undefined> {
  const world = parts.issuerSide.world()
  const own = subjectOfGood(parts)
  if (!world.issuer || typeof own !== 'string') return undefined
  const subject = `${own}-other`
  const outcome = await parts.sender.send(bearerRequest(await makeToken(world, { claims: { sub: subject } })))
  return outcome.kind === 'answered' && isSuccess(outcome.answer) ? { subject, answer: outcome.answer } : undefined
}

/** What a good token with a broken signature gets, where that says success and is not for whom the token is: so guests are answered. */
export async function guestAnswers(
  places: SubjectPlaces,
  { sender, issuerSide }: AskingParts,
): Promise<readonly Answer[]> {
  const forged = await makeToken(issuerSide.world(), { signature: brokenSignature })
  const request = bearerRequest(forged)
  const outcome = await sender.send(request)
  if (outcome.kind !== 'answered' || !isSuccess(outcome.answer)) return []
  return isForOthers(shownIdentity(outcome.answer, request, places)) ? [outcome.answer] : []
}

const brokenSignature = (made: Uint8Array): Uint8Array => made.map((byte, at) => (at < 4 ? byte ^ 0x55 : byte))
