import { Worker } from 'node:worker_threads'
import { moduleName } from '#core/files/project-folder'
import type { Argon2Answer } from './argon2-thread.ts'
import type { OpenedArgon2id } from './argon2-parameters.ts'

/**
 * Asks a thread that has Argon2id as WebAssembly. It is started with the first hash and keeps nothing alive; where it ends by itself, the
 * hashes that wait for it fail, and the next one starts another.
 */
export function createArgon2Worker(): OpenedArgon2id {
  let worker: Worker | undefined
  let last = 0
  const waiting = new Map<number, PromiseWithResolvers<Uint8Array>>()

  function start(): Worker {
    const started = new Worker(new URL(moduleName('./argon2-thread.ts'), import.meta.url))
    started.unref()
    started.on('message', ({ id, hash, fault }: Argon2Answer) => {
      const asked = take(id)
      if (hash) asked?.resolve(hash)
      else asked?.reject(new Error(`the hash could not be made: ${fault}`))
      if (waiting.size === 0) started.unref()
    })
    let fault: unknown
    started.on('error', (error) => (fault = error))
    started.on('exit', () => {
      if (worker === started) worker = undefined
      for (const id of waiting.keys()) take(id)?.reject(new Error('the thread for hashes has ended', { cause: fault }))
    })
    return started
  }

  function take(id: number): PromiseWithResolvers<Uint8Array> | undefined {
    const asked = waiting.get(id)
    waiting.delete(id)
    return asked
  }

  return {
    argon2id(message, nonce) {
      worker ??= start()
      worker.ref() // whoever waits for a hash is to get it
      const asked = Promise.withResolvers<Uint8Array>()
      waiting.set(++last, asked)
      worker.postMessage({ id: last, message, nonce }, []) // copied: whoever asks may need them again
      return asked.promise
    },
    async close() {
      await worker?.terminate()
    },
  }
}
