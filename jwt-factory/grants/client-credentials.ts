import type { Grant } from './grant.ts'

/** The client asks in its own name (RFC 6749 §4.4): the token speaks of the client (RFC 9068 §2.2), if nothing else is declared. */
export const clientCredentials: Grant = {
  type: 'client_credentials',
  authorise: ({ client }) => ({ sub: client.id, isOwnName: true }),
}
