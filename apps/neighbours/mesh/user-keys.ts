import { LOGIN_ON_A_CLUSTER } from '#core/config/login-issuer'
import { USERS_ON_A_CLUSTER, type UserIssuer } from '#core/config/user-issuer'
import type { AskAddress } from '../../mesh/keys/fetch-key-set.ts'

/** The end of the address of a ring's key set at the factory. */
const KEY_SET_OF_RING = /\/jwks$/

/**
 * Asks this sandbox's factory for the keys of users and of logins, where the policies name one on a cluster. Before the first user has come there
 * is no such ring: it is asked for, and so made, for else its tokens would be refused until the mesh asks again.
 */
export const askForUserKeys =
  (ask: AskAddress, users: UserIssuer, login: UserIssuer): AskAddress =>
  async (address, bounds) => {
    if (address === LOGIN_ON_A_CLUSTER.jwksUri) return ask(login.jwksUri, bounds)
    const here = address === USERS_ON_A_CLUSTER.jwksUri ? users.jwksUri : address
    const first = await ask(here, bounds)
    if (first.status !== 404) return first
    await ask(here.replace(KEY_SET_OF_RING, ''), bounds)
    return ask(here, bounds)
  }
