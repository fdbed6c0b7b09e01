import type { Request } from 'express'
import type { AuthenticateClient } from '../oauth/authenticate-client.ts'

/** Who may ask for a token in the name of the issuer: called once all else held, before it is signed. */
export type ProveClient = (request: Request) => Promise<void>

/** A client that is registered here, by whatever proves it at /token. @throws OAuthError invalid_client */
export const registeredClient =
  (authenticate: AuthenticateClient): ProveClient =>
  async (request) => {
    const { spend } = await authenticate(request)
    await spend()
  }

/** Whoever reaches the process. */
export const anybody: ProveClient = async () => {}
