import type { Authorised } from '../../grants/grant.ts'
import type { Client, Clients } from '../../registered-clients/clients.ts'
import { namesAnother } from '../../registered-clients/look-alike.ts'
import { OAuthError } from '../oauth-error.ts'

/**
 * Whom a token speaks of: whom the grant found out or, where the client asks in its own name, whom its declared claims say.
 * That is never another client, nor one that looks like it, but where any claim is good (OPEN=1): a person and a program are not confused (RFC 9068 §5, RFC 9700 §4.15).
 * @param chosen the declared claim `sub`, filled
 * @throws OAuthError invalid_request
 */
export function chooseSubject(
  { sub, isOwnName }: Pick<Authorised, 'sub' | 'isOwnName'>,
  chosen: unknown,
  { client, clients }: { client: Client; clients: Clients },
): string {
  if (!isOwnName || chosen === undefined) return sub
  const isText = typeof chosen === 'string'
  if (isText && (client.isOpen || !namesAnother(chosen, client.id, clients.keys()))) return chosen
  const who = `${client.id}, or somebody who is no client or process here, and does not look like one`
  throw new OAuthError('invalid_request', `The claim sub must be ${who}`)
}
