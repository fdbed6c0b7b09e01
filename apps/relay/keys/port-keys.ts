import { staticKeys, type PikoKeys } from '#core/access/dialects/piko/keys'
import type { RelayTrust } from '#core/access/relay-trust'
import { chooseKey } from '#core/keys/key-set'
import { loadVerificationKeys } from '#core/keys/verification-key'
import {
  GATEWAY_ALGORITHM_NAMES,
  isSharedSecret,
  leastSecretBytes,
  publicKeyFrom,
  sharedSecret,
} from '#core/token/gateway-algorithms'
import type { VerificationKey } from '#core/token/trust'
import type { RelayAuth, RelayDialect } from '../config/relay-config.ts'
import type { RelayWorld } from '../server/relay-parts.ts'
import { NO_PIKO_KEYS, NO_RELAY_TRUST, type PortKeys } from './relay-keys.ts'
import { openKeySet } from './open-key-set.ts'

/** A key of a configuration that cannot be used; `key` is its name there. */
export class RelayKeyFault extends Error {
  override readonly name = 'RelayKeyFault'
  readonly key: 'hmac_secret_key' | 'rsa_public_key' | 'ecdsa_public_key'

  /** @param message the end of a sentence, with nothing of the key in it */
  constructor(key: RelayKeyFault['key'], message: string, cause?: unknown) {
    super(message, { cause })
    this.key = key
  }
}

type StaticKeys = RelayAuth['keys'] & { kind: 'static' }

/** @throws RelayKeyFault; Error for the person at the terminal where a file cannot be read */
export async function openPortKeys({ keys }: RelayAuth, dialect: RelayDialect, world: RelayWorld): Promise<PortKeys> {
  if (keys.kind === 'jwks') return openKeySet(keys, dialect, world)
  const none = { close: async () => {} }
  if (dialect === 'piko') return { ...none, piko: pikoStaticKeys(keys), trust: NO_RELAY_TRUST }
  return { ...none, piko: NO_PIKO_KEYS, trust: await strictTrust(keys) }
}

/** One after the other, so that the fault names the key. @throws RelayKeyFault */
export function pikoStaticKeys({ hmacSecretKey = '', rsaPublicKey = '', ecdsaPublicKey = '' }: StaticKeys): PikoKeys {
  for (const [key, one] of [
    ['rsa_public_key', { rsaPublicKey }],
    ['ecdsa_public_key', { ecdsaPublicKey }],
  ] as const) {
    try {
      staticKeys(one)
    } catch (error) {
      throw new RelayKeyFault(key, (error as Error).message, error) // a TypeError, as it says
    }
  }
  return staticKeys({ hmacSecretKey, rsaPublicKey, ecdsaPublicKey })
}

/** Keys that stand in a configuration have no id: whatever a token names, there is one for each algorithm. @throws RelayKeyFault */
export async function strictTrust({ hmacSecretKey, rsaPublicKey, ecdsaPublicKey }: StaticKeys): Promise<RelayTrust> {
  const keys = [
    ...(rsaPublicKey === undefined ? [] : await strictKeys('rsa_public_key', rsaPublicKey, ['RS256'])),
    ...(ecdsaPublicKey === undefined
      ? []
      : await strictKeys('ecdsa_public_key', ecdsaPublicKey, ['ES256', 'ES384', 'ES512'])),
  ].filter(({ algorithm }) => !algorithm.startsWith('PS')) // a key for one padding is not used with the other (RFC 8725 §3.1)
  return {
    algorithms: keys.map(({ algorithm }) => algorithm),
    keys: () => ({ select: ({ alg }) => chooseKey(keys, { kid: undefined, alg }) }),
    ...(hmacSecretKey !== undefined && { secret: strictSecret(hmacSecretKey) }),
  }
}

async function strictKeys(
  key: 'rsa_public_key' | 'ecdsa_public_key',
  pem: string,
  algorithms: readonly ['RS256'] | readonly ['ES256', 'ES384', 'ES512'],
): Promise<VerificationKey[]> {
  let fault: unknown
  for (const algorithm of algorithms) {
    try {
      return await loadVerificationKeys(publicKeyFrom(pem, algorithm).export({ format: 'jwk' }))
    } catch (error) {
      fault = error
    }
  }
  const message = fault instanceof TypeError ? fault.message : `cannot be used: ${(fault as Error).message}` // a KeyRefused
  throw new RelayKeyFault(key, message, fault)
}

function strictSecret(text: string): NonNullable<RelayTrust['secret']> {
  const bytes = Buffer.byteLength(text)
  const algorithms = GATEWAY_ALGORITHM_NAMES.filter((name) => isSharedSecret(name) && leastSecretBytes(name) <= bytes)
  if (algorithms.length === 0)
    throw new RelayKeyFault(
      'hmac_secret_key',
      `has ${bytes === 1 ? '1 byte' : `${bytes} bytes`}, and whoever has one token can guess it: HS256 needs ${leastSecretBytes('HS256')} (RFC 7518 §3.2). Make a longer one; a relay with dialect piko takes it as it is`,
    )
  return { key: sharedSecret(text), algorithms }
}
