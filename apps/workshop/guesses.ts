import { isIPv6 } from 'node:net'
import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'

/** Bounds how often one place may be wrong about a secret. */
export interface Guesses {
  /** @throws Problem too-many-requests for who was wrong too often of late, right or not */
  mayGuess(address: string | undefined): void
  wasWrong(address: string | undefined): void
}

/** So often may one address be wrong within a minute: people mistype. */
export const MOST_WRONG = 10
const WRONG_FOR = 60_000

/** Who has more addresses than that makes room by the oldest, and finds nothing all the same: codes are long enough. */
const MOST_GUESSERS = 1000

export function createGuesses(clock: Pick<Clock, 'monotonic'>): Guesses {
  const wrong = new Map<string, { count: number; until: number }>()
  return {
    mayGuess(address) {
      const known = wrong.get(placeOfGuesser(address))
      if (!known || known.count < MOST_WRONG) return
      const left = known.until - clock.monotonic()
      if (left <= 0) return
      throw new Problem('too-many-requests', TOO_OFTEN, { headers: { 'retry-after': String(Math.ceil(left / 1000)) } })
    },
    wasWrong(address) {
      const place = placeOfGuesser(address)
      const known = wrong.get(place)
      const isOver = !known || known.until <= clock.monotonic()
      wrong.delete(place)
      wrong.set(
        place,
        isOver ? { count: 1, until: clock.monotonic() + WRONG_FOR } : { ...known, count: known.count + 1 },
      )
      const [oldest] = wrong.keys()
      if (wrong.size > MOST_GUESSERS && oldest !== undefined) wrong.delete(oldest)
    },
  }
}

const TOO_OFTEN = 'That was wrong too often. Wait a minute, and look at the wall again.'

/** One machine has as many addresses of IPv6 as it likes, in the same network of 64 bits (RFC 4291 §2.5.1). */
export function placeOfGuesser(address = ''): string {
  if (!isIPv6(address)) return address
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  if (mapped !== undefined) return mapped
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups =
    tail === undefined ? first : [...first, ...Array(Math.max(0, 8 - first.length - last.length)).fill('0'), ...last]
  return groups.slice(0, 4).join(':')
}
