import { CannotBeMade, type AttackClient, type AttackRequest } from '#attacks'
import type { IssuerEndpoints } from './issuer-endpoints.ts'

/** A client takes back its own token (RFC 7009 §2.1). @throws CannotBeMade when the issuer does not do it */
export async function revokeBy(
  { id, secret }: AttackClient,
  token: string,
  { ask }: Pick<IssuerEndpoints, 'ask'>,
): Promise<void> {
  const request: AttackRequest = {
    method: 'POST',
    headers: [
      ['Authorization', `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
    body: new URLSearchParams({ token }).toString(),
  }
  const outcome = await ask('revocation', request)
  if (outcome.kind === 'answered' && outcome.answer.status === 200) return
  const what = outcome.kind === 'answered' ? `it answered ${outcome.answer.status}` : outcome.kind
  throw new CannotBeMade(`the issuer did not revoke the token: ${what}`)
}
