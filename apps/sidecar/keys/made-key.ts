import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import type { Algorithm } from '#core/token/algorithms'
import { publicMembersOf, toOwnKey, type OwnKey } from './own-key.ts'

/** A key that a signer has made for itself. Dates in milliseconds since 1970. */
export interface MadeKey extends OwnKey {
  /** For the file in which it is kept. */
  secret: KeyObject
  /** When it was published, or was to be: its age counts from here. */
  createdAt: number
  /** When it is over, where it is rotated. */
  expires?: number
}

const generateOwn = promisify(generateKeyPair)

const MADE_KINDS: Partial<Record<Algorithm, () => Promise<{ privateKey: KeyObject }>>> = {
  RS256: () => generateOwn('rsa', { modulusLength: 2048 }),
  ES256: () => generateOwn('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateOwn('ed25519'),
}

/** The algorithms for which a signer makes keys; the first one is the original's. */
export const MADE_ALGORITHMS = Object.keys(MADE_KINDS)

/** Makes a key; its id is its RFC 7638 thumbprint, without padding. @throws RangeError for an algorithm that is not one of these */
export async function makeKey(algorithm: Algorithm, dates: KeyDates): Promise<MadeKey> {
  const kind = MADE_KINDS[algorithm]
  if (!kind) throw new RangeError(`algorithm: ${algorithm} is none of ${MADE_ALGORITHMS.join(', ')}`)
  const { privateKey } = await kind()
  const kid = await calculateJwkThumbprint(publicMembersOf(privateKey))
  return { ...(await toOwnKey(privateKey, kid)), secret: privateKey, ...dates }
}

export type KeyDates = Pick<MadeKey, 'createdAt' | 'expires'>

/** A key lives for two rotations, so that one may fail; one that is never rotated lives on. */
export const keyDatesOf = (now: number, rotateEvery: number): KeyDates => ({
  createdAt: now,
  ...(rotateEvery > 0 && { expires: now + 2 * rotateEvery }),
})

export const isKeyOver = ({ expires }: KeyDates, now: number): boolean => expires !== undefined && now >= expires
