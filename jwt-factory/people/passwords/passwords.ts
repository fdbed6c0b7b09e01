import { Buffer } from 'node:buffer'
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { ARGON2, LEAST_SALT, type Argon2id } from './argon2-parameters.ts'
import { createQueue, type Asker } from './in-turn.ts'

/** What is kept of a password: two texts, as `-dbinit` has them. */
export interface StoredPassword {
  /** Base64 of 64 bytes. */
  readonly passwordHash: string
  /** Some letters; their bytes are the salt, and not what they may be base64 of. */
  readonly salt: string
}

export interface Passwords {
  /**
   * Whether it is the password. It takes as long where there is none: nobody can tell by the time whether a user exists.
   * @param stored undefined for somebody who is not known, or has no password here
   * @param asker of many who ask, one does not keep out others; who has gone away waits no more
   * @throws PasswordsBusy
   */
  check(password: string, stored: StoredPassword | undefined, asker?: Asker): Promise<boolean>
  /** @throws PasswordsBusy; RangeError for a password that is empty or too long */
  make(password: string, asker?: Asker): Promise<StoredPassword>
  /** How many hashes wait for their turn. */
  waiting(): number
}

/** In UTF-8. Whoever sends more has no password. */
export const LONGEST_PASSWORD = 1024

/** Characters; those that are made here have 44. */
const LONGEST_SALT = 256
const SALT_BYTES = 32

/**
 * Passwords by Argon2id (ST-23), one at a time.
 * @param argon2id of `openArgon2id`
 */
export function createPasswords(argon2id: Argon2id): Passwords {
  const inTurn = createQueue()
  return {
    waiting: inTurn.waiting,
    async check(password, stored, asker) {
      const message = Buffer.from(password)
      const isPassword = message.length > 0 && message.length <= LONGEST_PASSWORD
      const known = stored && readStored(stored)
      const hash = await inTurn(() => argon2id(isPassword ? message : NO_PASSWORD, known?.salt ?? DECOY_SALT), asker)
      return timingSafeEqual(hash, known?.hash ?? NOBODYS_HASH) && known !== undefined && isPassword
    },
    async make(password, asker) {
      const message = Buffer.from(password)
      if (message.length === 0) throw new RangeError('the password is empty')
      if (message.length > LONGEST_PASSWORD)
        throw new RangeError(`the password has more than ${LONGEST_PASSWORD} bytes`)
      const salt = randomBytes(SALT_BYTES).toString('base64')
      const hash = await inTurn(() => argon2id(message, Buffer.from(salt)), asker)
      return { passwordHash: Buffer.from(hash).toString('base64'), salt }
    },
  }
}

/** Hashed in place of what is none, so that no answer comes faster than others. */
const NO_PASSWORD = Buffer.of(0)
const DECOY_SALT = randomBytes(SALT_BYTES)
const NOBODYS_HASH = randomBytes(ARGON2.tagLength)

/** @returns undefined for what no password can fit */
function readStored({ passwordHash, salt }: StoredPassword): { hash: Buffer; salt: Buffer } | undefined {
  const hash = Buffer.from(passwordHash, 'base64')
  const bytes = Buffer.from(salt)
  const isHash = hash.length === ARGON2.tagLength && hash.toString('base64') === passwordHash
  return isHash && bytes.length >= LEAST_SALT && bytes.length <= LONGEST_SALT ? { hash, salt: bytes } : undefined
}
