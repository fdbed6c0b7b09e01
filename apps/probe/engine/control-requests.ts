import { makeToken, type AttackRequest } from '#attacks'
import type { Outcome, Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'

/** One request with one token, as RFC 6750 §2.1 has it. */
export const bearerRequest = (token: string): AttackRequest => ({
  method: 'GET',
  headers: [['Authorization', `Bearer ${token}`]],
})

export const WITHOUT_TOKEN: AttackRequest = { method: 'GET', headers: [] }
export const GARBAGE = bearerRequest('garbage')

/** A good token, fresh: replay protection would hide what follows. */
export async function sendGood({
  sender,
  issuerSide,
}: {
  readonly sender: Sender
  readonly issuerSide: IssuerSide
}): Promise<{ readonly request: AttackRequest; readonly outcome: Outcome }> {
  const request = bearerRequest(await makeToken(issuerSide.world()))
  return { request, outcome: await sender.send(request) }
}
