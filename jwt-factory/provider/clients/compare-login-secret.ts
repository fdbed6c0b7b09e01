import { isSameSecret, secretDigest } from '#core/http/same-secret'
import { Problem } from '#core/http/problem'
import type { GuessDelay } from '../../oauth/proof/guess-delay.ts'
import type { LoginClients } from './login-clients.ts'

/**
 * How the library asks whether a secret is that of a client: of two while it is being changed, each will do; and whoever guesses is slowed
 * down, as at the other token routes.
 */
export function secretComparison(clients: LoginClients, guesses: Pick<GuessDelay, 'isFull' | 'wrong'>) {
  return async function compareClientSecret(this: { clientId: string }, given: string): Promise<boolean> {
    const { secrets = [] } = clients.find(this.clientId) ?? {}
    if (secrets.map((secret) => isSameSecret(given, secretDigest(secret))).includes(true)) return true
    if (guesses.isFull(this.clientId))
      throw new Problem('too-many-requests', TOO_MANY_SECRETS, { headers: { 'retry-after': '1' } })
    await guesses.wrong(this.clientId)
    return false
  }
}

const TOO_MANY_SECRETS = 'There were too many wrong secrets for this client; the right one is taken all the same.'
