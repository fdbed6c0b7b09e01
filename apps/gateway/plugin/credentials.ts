import { randomBytes, randomUUID } from 'node:crypto'
import type { KongConsumer, KongCredential } from '#core/access/dialects/kong/consumer'
import { kongBytes } from '#core/access/dialects/kong/lax-token'
import type { Clock } from '#core/clock'
import type { Log } from '#core/log'
import {
  isSharedSecret,
  leastSecretBytes,
  publicKeyFrom,
  sharedSecret,
  type GatewayKey,
} from '#core/token/gateway-algorithms'
import type { CredentialFields } from './credential-fields.ts'

/** A credential as it is kept. */
export interface KeptCredential extends CredentialFields, KongCredential {
  readonly key: string
  /** Seconds since 1970. */
  readonly createdAt: number
}

/** The credentials of a gateway, in memory. */
export interface JwtCredentials {
  byKey(key: string): KeptCredential | undefined
  /** By key or id. */
  find(keyOrId: string): KeptCredential | undefined
  of(consumer: KongConsumer): KeptCredential[]
  all(): KeptCredential[]
  /** @param before the one that it takes the place of @returns 'taken': the key is that of another; 'full': there is no room */
  put(consumerId: string, fields: CredentialFields, before?: KeptCredential): KeptCredential | 'taken' | 'full'
  delete(credential: KeptCredential): void
}

/** Whoever may make some can make many. */
const MOST_CREDENTIALS = 10_000

export function createCredentials(clock: Clock, log: Pick<Log, 'warn'>): JwtCredentials {
  const ids = new Map<string, KeptCredential>()
  const keys = new Map<string, KeptCredential>()

  function remove(credential: KeptCredential): void {
    ids.delete(credential.id)
    keys.delete(credential.key)
  }

  return {
    byKey: (key) => keys.get(key),
    find: (keyOrId) => ids.get(keyOrId) ?? keys.get(keyOrId),
    of: ({ id }) => [...ids.values()].filter(({ consumerId }) => consumerId === id),
    all: () => [...ids.values()],
    delete: remove,
    put(consumerId, given, before) {
      const key = given.key ?? before?.key ?? madeText()
      const holder = keys.get(key)
      if (holder && holder !== before) return 'taken'
      if (!before && ids.size >= MOST_CREDENTIALS) return 'full'
      const secret = given.secret ?? before?.secret ?? madeText()
      const fields = { ...given, secret }
      const id = before?.id ?? randomUUID()
      const createdAt = before?.createdAt ?? Math.floor(clock.now() / 1000)
      const made: KeptCredential = { ...fields, id, key, consumerId, createdAt, keyFor: keyReader(fields) }
      if (before) remove(before)
      ids.set(id, made)
      keys.set(key, made)
      warnOfShort(made, log)
      return made
    },
  }
}

/** As many letters as the original makes. */
const madeText = () => randomBytes(24).toString('base64url')

/** Each reading is made once. */
function keyReader({ algorithm, secret, rsaPublicKey }: CredentialFields): KongCredential['keyFor'] {
  const made = new Map<boolean, GatewayKey | undefined>()
  const make = (isBase64: boolean): GatewayKey | undefined => {
    if (!isSharedSecret(algorithm))
      return rsaPublicKey === undefined ? undefined : publicKeyFrom(rsaPublicKey, algorithm)
    const bytes = secret !== undefined && isBase64 ? kongBytes(secret) : secret
    return bytes === undefined ? undefined : sharedSecret(bytes)
  }
  return (isBase64) => {
    if (!made.has(isBase64)) made.set(isBase64, make(isBase64))
    return made.get(isBase64)
  }
}

/** The original takes any; whoever has one token tries secrets until one fits. */
function warnOfShort({ id, algorithm, secret = '' }: KeptCredential, log: Pick<Log, 'warn'>): void {
  const least = leastSecretBytes(algorithm)
  const bytes = Buffer.byteLength(secret)
  if (bytes >= least) return
  log.warn(
    { credential: id, bytes, needed: least, algorithm, advice: 'Kong takes it, and it can be guessed (RFC 7518 §3.2)' },
    'secret-is-short',
  )
}
