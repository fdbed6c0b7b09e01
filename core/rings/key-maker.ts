import { isSlowToMake, type Algorithm } from '../token/algorithms.ts'
import type { Clock } from '../clock.ts'
import { generateSigningKey, type SigningKey } from '../keys/signing-key.ts'

/** Makes keys. Those that take a while are made beforehand, so that no request waits for a prime. */
export interface KeyMaker {
  make(): Promise<SigningKey>
}

export function createKeyMaker(algorithm: Algorithm, clock: Clock): KeyMaker {
  const make = () => generateSigningKey(algorithm, clock.now())
  if (!isSlowToMake(algorithm)) return { make }

  let spare: Promise<SigningKey> | undefined
  return {
    async make() {
      const ready = spare ?? make()
      spare = make()
      spare.catch(() => (spare = undefined)) // the next call tries again and reports the failure
      return ready
    },
  }
}
