import type { Request } from 'express'
import type { Spend } from '../oauth/proof/assertion.ts'
import type { AuthenticateClient } from '../oauth/proof/authenticate-client.ts'

/** Who may ask for a token in the name of the issuer. */
export type ProveClient = (request: Request) => Promise<ProvedAsker>

export interface ProvedAsker {
  /** As long as its tokens may live, where that is declared. */
  lifetimeSeconds?: number | undefined
  /** Uses up what has proved it: called once all else held, before the token is signed. */
  spend: Spend
}

/** A client that is registered here, by whatever proves it at /token. @throws OAuthError invalid_client */
export const registeredClient =
  (authenticate: AuthenticateClient): ProveClient =>
  async (request) => {
    const { client, spend } = await authenticate(request)
    return { lifetimeSeconds: client.lifetimeSeconds, spend }
  }

/** Whoever reaches the process. */
export const anybody: ProveClient = async () => ({ spend: async () => {} })
