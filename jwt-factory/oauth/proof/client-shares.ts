import type { TakeRoom } from '#core/access/spent-and-revoked'
import type { Clock } from '#core/clock'
import { createTurns } from '#core/rings/turns'
import type { Layer } from '#core/store/layered-store'
import { MAX_BYTES } from '#core/store/memory-store'
import { MAX_FILE_BYTES } from '#core/store/sqlite-room'
import type { Store } from '#core/store/store'
import { OAuthError } from '../oauth-error.ts'
import { firstEnd, readHeld, roundedEnd, sumOfHeld, withMore, writeHeld, type HeldBytes } from './held-bytes.ts'

const SPACE = 'client-shares'

/** What all clients hold; no client can have that name. */
const ALL = '*'

/** Room is taken ahead, so that few requests write down how much: a 16th of what the client holds, within these bounds. Bytes. */
const [LEAST_AHEAD, MOST_AHEAD] = [4000, 256_000]

/** An account outlives what it is about, for a clock may run ahead. Milliseconds. */
const ACCOUNT_KEPT_AFTER = 86_400_000

/**
 * What is remembered of tokens, spent ids and revocations, has a bound for all clients together. Whoever fills it would lock out
 * the others. So a client may hold as much as is free: one alone half of the room, the next one half of what is left.
 */
export interface ClientShares {
  /** Asks for room in the name of a client. Where it holds its share, it throws OAuthError temporarily_unavailable, 429. */
  roomFor(clientId: string): TakeRoom
  /** What was taken ahead may not be there any more. */
  begin(): void
}

export interface ClientSharesParts {
  /** What is held stands where the tokens do: other factories on this store, and this one after a restart, go by it. */
  store: Pick<Store, 'get' | 'add' | 'update'>
  clock: Clock
  /** The time by which something may be forgotten. */
  sureNow: () => number
  /** The room that all clients share, as it is now. */
  roomBytes: () => number
}

export function createClientShares({ store, clock, sureNow, roomBytes }: ClientSharesParts): ClientShares {
  const turns = createTurns()
  /** Taken and not yet used, by end and client. */
  const ahead = new Map<string, { end: number; bytes: number }>()

  function useAhead(place: string, bytes: number): boolean {
    const left = ahead.get(place)
    if (!left || left.bytes < bytes) return false
    left.bytes -= bytes
    return true
  }

  async function hold(
    name: string,
    end: number,
    decide: (held: HeldBytes) => number | Promise<number>,
  ): Promise<number> {
    for (;;) {
      const before = await store.get(SPACE, name)
      const held = readHeld(before, sureNow())
      const bytes = await decide(held)
      const after = withMore(held, end, bytes)
      const entry = [writeHeld(after), Math.max(...after.keys()) + ACCOUNT_KEPT_AFTER] as const
      const isWritten =
        before === undefined
          ? await store.add(SPACE, name, ...entry)
          : await store.update(SPACE, name, before, ...entry)
      if (isWritten) return bytes // else another factory has changed it meanwhile
    }
  }

  async function takeAhead(clientId: string, end: number, bytes: number): Promise<void> {
    for (const [place, left] of ahead) if (left.end <= sureNow()) ahead.delete(place)
    const taken = await hold(clientId, end, async (own) => {
      const all = readHeld(await store.get(SPACE, ALL), sureNow())
      const most = (roomBytes() - sumOfHeld(all) - sumOfHeld(own)) / 2
      if (bytes > most) throw holdsItsShare(firstEnd(own) ?? firstEnd(all), sureNow())
      const wanted = Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, Math.floor(sumOfHeld(own) / 16)))
      return Math.max(bytes, Math.min(wanted, Math.floor(most)))
    })
    await hold(ALL, end, () => taken)
    const place = aheadOf(clientId, end)
    ahead.set(place, { end, bytes: taken - bytes + (ahead.get(place)?.bytes ?? 0) })
  }

  return {
    roomFor: (clientId) => async (entry) => {
      const end = roundedEnd(entry.until, clock.now())
      const isThere = () => useAhead(aheadOf(clientId, end), entry.bytes)
      if (isThere()) return
      // One after the other: of many at once, each would take some ahead.
      await turns('shares', async () => isThere() || takeAhead(clientId, end, entry.bytes))
    },
    begin: () => ahead.clear(),
  }
}

/** The states of keys, and what others keep, have the rest. */
const OF_CLIENTS = 3 / 4

/**
 * The room that clients share in a store: that of a file of SQLite, and the same is taken in a Redis, whose own bound is not known
 * here; while the clock is moved, what changes is kept in memory.
 */
export const roomOfClients = (store: string, layer?: Layer): number =>
  (store === 'memory' || layer?.isOn ? MAX_BYTES : MAX_FILE_BYTES) * OF_CLIENTS

const aheadOf = (clientId: string, end: number) => `${end} ${clientId}`

function holdsItsShare(freeAt: number | undefined, now: number): OAuthError {
  const seconds = Math.max(1, Math.ceil(((freeAt ?? now) - now) / 1000))
  return new OAuthError('temporarily_unavailable', `${NO_ROOM} There is room again in ${seconds} s`, {
    status: 429,
    headers: { 'retry-after': String(seconds) },
  })
}

const NO_ROOM =
  'What is remembered of the assertions (jti) and revoked tokens of this client takes its share of the memory. Each is remembered until it ends (exp), and ten minutes at least: sign assertions that live less long, and use an access token until it ends.'
