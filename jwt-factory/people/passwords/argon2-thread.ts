import { parentPort } from 'node:worker_threads'
import { argon2id } from 'hash-wasm'
import { ARGON2 } from './argon2-parameters.ts'

/** What the thread is asked for, and what it says. */
export interface Argon2Question {
  id: number
  message: Uint8Array
  nonce: Uint8Array
}

export interface Argon2Answer {
  id: number
  hash?: Uint8Array
  fault?: string
}

const { passes: iterations, memory: memorySize, parallelism, tagLength: hashLength } = ARGON2

parentPort?.on('message', async ({ id, message: password, nonce: salt }: Argon2Question) => {
  const settings = { password, salt, iterations, memorySize, parallelism, hashLength, outputType: 'binary' as const }
  const answer: Argon2Answer = await argon2id(settings).then(
    (hash) => ({ id, hash }),
    (error: unknown) => ({ id, fault: error instanceof Error ? error.message : 'unknown' }),
  )
  parentPort?.postMessage(answer, [])
})
