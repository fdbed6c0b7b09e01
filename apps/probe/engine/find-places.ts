import { makeToken } from '#attacks'
import type { Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { bearerRequest } from './control-requests.ts'
import { isSuccess } from './read-outcome.ts'
import type { OtherSubject } from './subject-places.ts'

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
