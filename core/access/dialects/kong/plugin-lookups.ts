import { isObject } from '../../../token/claims.ts'
import type { GatewayKey } from '../../../token/gateway-algorithms.ts'
import { AccessRefused, type RequestContext } from '../../dialect.ts'
import { kongRefusal } from './answers.ts'
import type { KongConsumer, KongCredential, Sooner } from './consumer.ts'
import { memberIn, type KongForm } from './lax-token.ts'
import { noCredentials } from './plugin-claims.ts'

/** Where the plugin looks things up. */
export interface KongLookups {
  /** @throws whatever says that nobody can tell at the moment */
  findCredential(key: string, context: RequestContext): Sooner<KongCredential | undefined>
  findConsumer(id: string, context: RequestContext): Sooner<KongConsumer | undefined>
}

interface LookedAt {
  keyName: string
  context: RequestContext
}

/** @throws AccessRefused no-credentials, invalid-request */
export function oneToken(found: ReadonlySet<string | true>): string {
  const [token, ...more] = found
  if (token === undefined) throw kongRefusal('no-credentials', 'Unauthorized')
  if (more.length > 0) throw kongRefusal('invalid-request', 'Multiple tokens provided')
  if (token === true) throw kongRefusal('invalid-request', 'Unrecognizable token')
  return token
}

/** An object: algorithm. */
export const kongHeader = ({ header }: KongForm) => (isObject(header) ? header : {})

/** Empty where there is none. */
export const textAt = (object: Record<string, unknown>, name: string): string => {
  const value = memberIn(object, name)
  return typeof value === 'string' ? value : ''
}

/** @throws AccessRefused unknown-key; cannot-decide: whoever cannot look lets nobody in */
export async function credentialOf(
  { findCredential }: KongLookups,
  { keyName, context }: LookedAt,
  keyClaimName: string,
) {
  const found = await lookup(() => findCredential(keyName, context))
  if (!found) throw noCredentials(keyClaimName)
  return found
}

/** @throws AccessRefused unknown-key, cannot-decide */
export async function consumerOf(
  { findConsumer }: KongLookups,
  { credential, keyName, context }: LookedAt & { credential: KongCredential },
  keyClaimName: string,
) {
  const found = await lookup(() => findConsumer(credential.consumerId, context))
  if (found) return found
  throw kongRefusal('unknown-key', `Could not find consumer for '${keyClaimName}=${keyName}'`, keyClaimName)
}

async function lookup<Found>(find: () => Sooner<Found>): Promise<Found> {
  try {
    return await find()
  } catch (cause) {
    throw new AccessRefused('cannot-decide', { cause })
  }
}

/** @throws AccessRefused unknown-key */
export function keyOf(credential: KongCredential, secretIsBase64: boolean): GatewayKey {
  const key = credential.keyFor(secretIsBase64)
  if (!key) throw kongRefusal('unknown-key', 'Invalid key/secret')
  return key
}
