import type { RequestContext } from '#core/trace/request-context'
import { signRecorded } from '#core/access/sign-recorded'
import { Problem } from '#core/http/problem'
import { readClientSecret } from '#core/files/service-folder'
import type { signToken } from '#core/token/sign'
import { assertionSigner, type ClientProof, type Metadata } from '#factory-client'
import type { ServiceParts } from '../parts.ts'

/** Finds the factory's routes (RFC 8414). What speaks of another issuer than the configured one is not used. */
export function discover({ factory, config }: ServiceParts, context: RequestContext): Promise<Metadata> {
  const spanId = context.recorder.step({ verb: 'asks', what: 'where its routes are', to: 'jwt-factory' })
  return factory.metadata(config.issuerUrl, { context, spanId })
}

/** Proves with the service's own key who asks (RFC 7523): an assertion for this issuer, good for one request. */
export async function proofByKey(parts: ServiceParts, context: RequestContext, issuer: string): Promise<ClientProof> {
  const { role, keys, clock } = parts
  const { recorder } = context
  const signer = () => {
    const key = keys.active(role)
    if (!key) throw new Problem('bug', 'This service has no key pair.')
    return key
  }
  const step = { recorder, what: `an assertion that it is ${role}`, ringId: role }
  const sign: typeof signToken = (claims, signer, type) => signRecorded(claims, signer, type, step)
  const assertion = await assertionSigner(role, signer, clock, sign)(issuer)
  return { clientId: role, assertion: async () => assertion }
}

/** Proves it with the secret that it shares with the factory, which made it at its first start. */
export async function proofBySecret({ role, config }: ServiceParts): Promise<ClientProof> {
  const secret = await readClientSecret(config.keysFolder, role)
  if (secret !== undefined) return { clientId: role, secret }
  throw new Problem('cannot-decide', `${role} has no client secret: the factory makes it when it starts.`)
}
