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
  /** How many were made before it: it keeps this place when it is changed, and nobody else gets it. */
  readonly place: number
}

/** The credentials of a gateway, in memory. */
export interface JwtCredentials {
  byKey(key: string): KeptCredential | undefined
  /** By its id where the name has the form of one, else by its key. */
  find(idOrKey: string): KeptCredential | undefined
  of(consumer: KongConsumer): KeptCredential[]
  /** In the order in which they were made. */
  all(): KeptCredential[]
  /** How many were ever made. */
  readonly made: number
  /**
   * @param place the credential that it takes the place of, or the id of one that is new; absent: it gets an id
   * @returns 'taken': the key is that of another; 'full': there is no room
   */
  put(consumerId: string, fields: CredentialFields, place?: KeptCredential | string): KeptCredential | 'taken' | 'full'
  delete(credential: KeptCredential): void
}

/** Whoever may make some can make many. */
const MOST_CREDENTIALS = 10_000

/** What all of them may take together. Bytes: two for each character of their texts. */
const MOST_CREDENTIAL_BYTES = 16_000_000

const bytesOfCredential = ({ key = '', secret = '', rsaPublicKey = '', tags = [] }: CredentialFields): number =>
  2 * [key, secret, rsaPublicKey, ...tags].reduce((length, text) => length + text.length, 0)

export function createCredentials(clock: Clock, log: Pick<Log, 'warn'>): JwtCredentials {
  const ids = new Map<string, KeptCredential>()
  const keys = new Map<string, KeptCredential>()

  let bytes = 0
  let made = 0

  return {
    byKey: (key) => keys.get(key),
    find: (idOrKey) => (isCredentialId(idOrKey) ? ids.get(idOrKey.toLowerCase()) : keys.get(idOrKey)),
    of: ({ id }) => [...ids.values()].filter(({ consumerId }) => consumerId === id),
    all: () => [...ids.values()],
    get made() {
      return made
    },
    delete(credential) {
      if (ids.get(credential.id) !== credential) return
      ids.delete(credential.id)
      keys.delete(credential.key)
      bytes -= bytesOfCredential(credential)
    },
    put(consumerId, given, at) {
      const before = typeof at === 'string' ? undefined : at
      const key = given.key ?? before?.key ?? madeText()
      const holder = keys.get(key)
      if (holder && holder !== before) return 'taken'
      if (!before && ids.size >= MOST_CREDENTIALS) return 'full'
      const secret = given.secret ?? before?.secret ?? madeText()
      const fields = { ...given, key, secret }
      const grows = bytesOfCredential(fields) - (before ? bytesOfCredential(before) : 0)
      if (bytes + grows > MOST_CREDENTIAL_BYTES) return 'full'
      const id = before?.id ?? (typeof at === 'string' ? at.toLowerCase() : randomUUID())
      const createdAt = before?.createdAt ?? Math.floor(clock.now() / 1000)
      const place = before?.place ?? made++
      const credential: KeptCredential = { ...fields, id, consumerId, createdAt, place, keyFor: keyReader(fields) }
      if (before) keys.delete(before.key)
      ids.set(id, credential)
      keys.set(key, credential)
      bytes += grows
      warnOfShort(credential, log)
      return credential
    },
  }
}

/** As the original tells them apart: such a text is an id, whether there is a credential with it or not, and never a key. */
export const isCredentialId = (text: string): boolean => CREDENTIAL_ID.test(text)

const CREDENTIAL_ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i

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
