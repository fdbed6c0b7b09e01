import type { RequestContext } from '#core/trace/request-context'
import { signRecorded } from '#core/access/sign-recorded'
import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'
import { readClientSecret } from '#core/files/service-folder'
import type { KeyRings } from '#core/rings/key-rings'
import type { signToken } from '#core/token/sign'
import { assertionSigner, type ClientProof, type FactoryClient, type Metadata } from '#factory-client'
import type { Role } from '#scenarios'

/** The service as a client of the factory: how it finds the factory's routes, and proves who asks. */
export interface OwnClient {
  /** Finds the routes (RFC 8414). @throws Problem when the document speaks of another issuer than the configured one */
  discover(context: RequestContext): Promise<Metadata>
  /** Proves it with the service's own key (RFC 7523): an assertion for this issuer, good for one request. */
  proofByKey(context: RequestContext, issuer: string): Promise<ClientProof>
  /**
   * Proves it with the secret that it shares with the factory, which made it at its first start.
   * @throws Problem cannot-decide when there is none yet
   */
  proofBySecret(): Promise<ClientProof>
}

export interface OwnClientParts {
  role: Role
  /** Its key pairs, of which the active one signs. */
  keys: Pick<KeyRings, 'active'>
  /** Where its secret is. */
  keysFolder: string
  factory: Pick<FactoryClient, 'metadata'>
  /** Whom it expects to find. */
  issuerUrl: string
  clock: Clock
}

export function createOwnClient({ role, keys, keysFolder, factory, issuerUrl, clock }: OwnClientParts): OwnClient {
  const signer = () => {
    const key = keys.active(role)
    if (!key) throw new Problem('bug', 'This service has no key pair.')
    return key
  }
  return {
    discover(context) {
      const spanId = context.recorder.step({ verb: 'asks', what: 'where its routes are', to: 'jwt-factory' })
      return factory.metadata(issuerUrl, { context, spanId })
    },

    async proofByKey({ recorder }, issuer) {
      const step = { recorder, what: `an assertion that it is ${role}`, ringId: role }
      const sign: typeof signToken = (claims, key, type) => signRecorded(claims, key, type, step)
      const assertion = await assertionSigner(role, signer, clock, sign)(issuer)
      return { clientId: role, assertion: async () => assertion }
    },

    async proofBySecret() {
      const secret = await readClientSecret(keysFolder, role)
      if (secret !== undefined) return { clientId: role, secret }
      throw new Problem('cannot-decide', `${role} has no client secret: the factory makes it when it starts.`)
    },
  }
}
