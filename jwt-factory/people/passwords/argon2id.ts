import crypto from 'node:crypto'
import { ARGON2, type Argon2id, type OpenedArgon2id } from './argon2-parameters.ts'
import { createArgon2Worker } from './argon2-worker.ts'

/** What Node brings: before 24.7, nothing. */
interface Argon2Platform {
  native: typeof crypto.argon2 | undefined
}

/**
 * Argon2id by the platform where it has it, and else by WebAssembly in a worker: on this thread, each hash would hold up everything else.
 * @param platform absent: this Node
 */
export function openArgon2id({ native }: Argon2Platform = { native: crypto.argon2 }): OpenedArgon2id {
  if (!native) return createArgon2Worker()
  const argon2id: Argon2id = (message, nonce) =>
    new Promise((resolve, reject) => {
      native('argon2id', { message, nonce, ...ARGON2 }, (error, hash) => (error ? reject(error) : resolve(hash)))
    })
  return { argon2id, close: () => Promise.resolve() }
}
