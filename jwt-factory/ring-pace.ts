import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'

/** In so long no more rings of a kind are made than there is room for. Milliseconds. */
const WHILE = 300_000

/**
 * How fast rings are made for whoever thinks of a name. One that nobody uses makes room for another: without a pace, a stranger
 * could have keys made without end, and what somebody read a moment ago would be gone.
 */
export interface RingPace {
  /** @throws Problem too-many-keys where as many were made a moment ago as there is room for */
  refuseTooFast(kind: object, most: number): void
  /** One was made. */
  noteMade(kind: object): void
}

/** @param machine of this machine: nobody makes time pass by a clock that can be moved */
export function createRingPace(machine: Pick<Clock, 'monotonic'>): RingPace {
  const made = new Map<object, number[]>()

  return {
    refuseTooFast(kind, most) {
      const lately = (made.get(kind) ?? []).filter((at) => machine.monotonic() - at < WHILE)
      made.set(kind, lately)
      const [first = 0] = lately
      if (lately.length < most) return
      const seconds = Math.max(1, Math.ceil((first + WHILE - machine.monotonic()) / 1000))
      const detail = `${most} rings of keys were made for names that strangers thought of. Try again in ${seconds} s, ${INSTEAD}.`
      throw new Problem('too-many-keys', detail, { headers: { 'retry-after': String(seconds) } })
    },
    noteMade: (kind) => void made.set(kind, [...(made.get(kind) ?? []), machine.monotonic()]),
  }
}

const INSTEAD = 'or ask for a token of that issuer as a client, or declare it in clients.json'
