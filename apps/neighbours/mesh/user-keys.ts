import { LOGIN_ON_A_CLUSTER } from '#core/config/login-issuer'
import type { Patience } from '#core/config/patience'
import { USERS_ON_A_CLUSTER, type UserIssuer } from '#core/config/user-issuer'
import type { AskAddress } from '../../mesh/keys/fetch-key-set.ts'

/** The end of the address of a ring's key set at the factory. */
const KEY_SET_OF_RING = /\/jwks$/

/** Where the keys are in this sandbox. */
export interface KeysHere {
  users: UserIssuer
  login: UserIssuer
  patience: Pick<Patience, 'fetch'>
}

/**
 * Asks this sandbox's factory for the keys of users and of logins, where the policies name one on a cluster, and waits for it as others of
 * the sandbox do. Before the first user has come there is no such ring: it is asked for, and so made, for else its tokens would be refused
 * until the mesh asks again.
 */
export function askForUserKeys(ask: AskAddress, { users, login, patience }: KeysHere): AskAddress {
  const onCluster = new Map([
    [USERS_ON_A_CLUSTER.jwksUri, users.jwksUri],
    [LOGIN_ON_A_CLUSTER.jwksUri, login.jwksUri],
  ])
  return async (address, given) => {
    const here = onCluster.get(address) ?? address
    const isOurs = here === users.jwksUri || here === login.jwksUri
    const bounds = isOurs ? { ...given, patience: patience.fetch } : given
    const first = await ask(here, bounds)
    if (first.status !== 404 || here === login.jwksUri) return first
    await ask(here.replace(KEY_SET_OF_RING, ''), bounds)
    return ask(here, bounds)
  }
}
