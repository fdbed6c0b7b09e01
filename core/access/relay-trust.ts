import type { Algorithm } from '../token/algorithms.ts'
import {
  checkGatewaySignature,
  isGatewayAlgorithm,
  type GatewayAlgorithm,
  type GatewayKey,
} from '../token/gateway-algorithms.ts'
import { TokenRejected } from '../token/rejection.ts'
import type { KeyHint, KeySource } from '../token/trust.ts'
import { AccessRefused, type RequestContext } from './dialect.ts'

/** Which keys a port of the relay believes. */
export interface RelayTrust {
  /** Of public keys. */
  algorithms: readonly Algorithm[]
  /** The public keys, on behalf of a request. */
  keys(context: RequestContext): KeySource
  /** Long enough for each of its algorithms (RFC 7518 §3.2). */
  secret?: { readonly key: GatewayKey; readonly algorithms: readonly GatewayAlgorithm[] }
}

export function sharedAlgorithm(
  { alg }: Record<string, unknown>,
  { secret }: RelayTrust,
): GatewayAlgorithm | undefined {
  return isGatewayAlgorithm(alg) && secret?.algorithms.includes(alg) ? alg : undefined
}

/** RFC 8725 §3.10. */
export function refuseBroughtKeys(header: Record<string, unknown>): void {
  if (['jwk', 'jku', 'x5u', 'x5c'].some((member) => Object.hasOwn(header, member)))
    throw new TokenRejected('unknown-key')
}

/** @throws TokenRejected signature-mismatch */
export async function checkShared(
  token: unknown,
  signature: Uint8Array,
  algorithm: GatewayAlgorithm,
  { secret }: RelayTrust,
): Promise<void> {
  const text = String(token)
  const signed = text.slice(0, text.lastIndexOf('.'))
  if (!secret || !(await checkGatewaySignature(signed, signature, secret.key, algorithm)))
    throw new TokenRejected('signature-mismatch')
}

/** @throws TokenRejected; AccessRefused cannot-decide: whoever has no keys lets nobody in */
export async function askRelayKey({ keys }: RelayTrust, context: RequestContext, hint: KeyHint) {
  try {
    return await keys(context).select(hint)
  } catch (cause) {
    throw cause instanceof TokenRejected ? cause : new AccessRefused('cannot-decide', { cause })
  }
}
