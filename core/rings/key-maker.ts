import { isSlowToMake, type Algorithm } from '../token/algorithms.ts'
import type { Clock } from '../clock.ts'
import { KeysUnavailable } from '../keys/key-errors.ts'
import { generateSigningKey, type SigningKey } from '../keys/signing-key.ts'

/** Makes keys. Those that take a while are made beforehand, so that no request waits for a prime. */
export interface KeyMaker {
  /** @throws KeysUnavailable when too many wait for theirs, whatever their algorithm */
  make(algorithm: Algorithm): Promise<SigningKey>
  /** From now on there is other work as well: few keys are made at once, and the rest wait in order. */
  leaveRoom(): void
}

/** Primes are sought on the four threads that also read files, compare secrets and check signatures. */
const AT_ONCE = 2

/** Who comes later would wait longer than anybody does. */
export const MAX_WAITING_KEYS = 64

/** @param hasSpares false where hardly anybody asks for a second key: in a test */
export function createKeyMaker(
  clock: Clock,
  generate: typeof generateSigningKey = generateSigningKey,
  hasSpares = true,
): KeyMaker {
  let atOnce = Infinity
  let making = 0
  const waiting: (() => void)[] = []
  const spares = new Map<Algorithm, Promise<SigningKey>>()
  const begin = (algorithm: Algorithm) => generate(algorithm, clock.now())

  async function makeInTurn(algorithm: Algorithm): Promise<SigningKey> {
    if (making < atOnce) making++
    else await place()
    try {
      return await begin(algorithm)
    } finally {
      const next = waiting.shift()
      if (next) next()
      else making--
    }
  }

  /** Resolves when one that was being made is done: its place passes on. */
  function place(): Promise<void> {
    if (waiting.length >= MAX_WAITING_KEYS) throw new KeysUnavailable('too many are being made at the moment')
    return new Promise((resolve) => waiting.push(resolve))
  }

  /** Not while somebody waits: theirs come first. */
  function makeSpare(algorithm: Algorithm): void {
    if (!hasSpares || spares.has(algorithm) || making >= atOnce) return
    const mine = makeInTurn(algorithm)
    spares.set(algorithm, mine)
    mine.catch(() => spares.get(algorithm) === mine && spares.delete(algorithm)) // the next call tries again and reports the failure
  }

  return {
    async make(algorithm) {
      if (!isSlowToMake(algorithm)) return begin(algorithm)
      const ready = spares.get(algorithm) ?? makeInTurn(algorithm)
      spares.delete(algorithm)
      if (atOnce < Infinity) makeSpare(algorithm) // at the start somebody waits for the first: one beside it takes its time
      const key = await ready
      makeSpare(algorithm)
      return key
    },
    leaveRoom: () => void (atOnce = AT_ONCE),
  }
}
