/**
 * Argon2id (RFC 9106) with the parameters of Stoke (ST-23). Whoever changes one can check none of the hashes any more that there are.
 * Memory is in KiB. They stand by themselves, for a thread loads them, too.
 */
export const ARGON2 = { passes: 2, memory: 19_456, parallelism: 1, tagLength: 64 } as const

/** RFC 9106 §3.1: a shorter salt is none. Bytes. */
export const LEAST_SALT = 8

/** Makes a hash of 64 bytes beside the event loop; it takes tens of milliseconds and 19 MiB. */
export type Argon2id = (message: Uint8Array, nonce: Uint8Array) => Promise<Uint8Array>

/** Something that makes them, and what ends it. */
export interface OpenedArgon2id {
  argon2id: Argon2id
  close(): Promise<void>
}
