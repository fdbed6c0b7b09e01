import { makeToken, type AttackRequest } from '#attacks'
import { mayBeSpent, type Outcome, type Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'

/** One request with one token, as RFC 6750 §2.1 has it. */
export const bearerRequest = (token: string): AttackRequest => ({
  method: 'GET',
  headers: [['Authorization', `Bearer ${token}`]],
})

export const WITHOUT_TOKEN: AttackRequest = { method: 'GET', headers: [] }
export const GARBAGE = bearerRequest('garbage')

/** A good token, fresh: replay protection would hide what follows. One that may have been used up on its way is followed by another. */
export async function sendGood({
  sender,
  issuerSide,
}: {
  readonly sender: Sender
  readonly issuerSide: IssuerSide
}): Promise<{ readonly request: AttackRequest; readonly outcome: Outcome }> {
  for (let tries = 1; ; tries++) {
    const request = bearerRequest(await makeToken(issuerSide.world()))
    const outcome = await sender.send(request)
    if (tries === MOST_FRESH || issuerSide.world().given !== undefined || !mayBeSpent(outcome))
      return { request, outcome }
  }
}

/** So many fresh tokens are sent where those before may have been used up on their way. */
export const MOST_FRESH = 3
