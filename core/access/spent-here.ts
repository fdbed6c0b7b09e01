import { hash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { sureTime } from '../store/sure-time.ts'
import { StoreUnavailable } from '../store/store.ts'
import { notExpired } from '../token/claim-rules.ts'
import type { Claims } from '../token/claims.ts'
import { TokenRejected } from '../token/rejection.ts'

/** About 150 bytes each. Only whoever signs tokens that are believed can fill it, and no issuer more than its share. */
export const MOST_SPENT_HERE = 250_000

export interface SpentHere {
  /**
   * Spends a believed token, by issuer and id, in this process alone: after a restart it can be spent again.
   * An issuer may hold as many as are free: one alone half of all, the next one half of what is left. So none locks out the others.
   * @throws TokenRejected replayed, expired; StoreUnavailable when there is no room: who cannot remember must not accept
   */
  spend(claims: Claims): void
  readonly size: number
  /** Ends the timer. */
  close(): void
}

export interface SpentHereSettings {
  clock: Clock
  /** That of this machine, where somebody moves the other. */
  machine?: Clock | undefined
  /** How long after its `exp` a token is believed. */
  leewaySeconds: number
  /** How often those that have expired are forgotten, in milliseconds; 0: only when there is no room. */
  purgeInterval: number
  most?: number
}

/** A bounded memory of the tokens that were used, each until nobody believes it any more. */
export function createSpentHere({
  clock,
  machine = clock,
  leewaySeconds,
  purgeInterval,
  most = MOST_SPENT_HERE,
}: SpentHereSettings): SpentHere {
  const spent = new Map<string, SpentToken>()
  /** By the hash of its name, for a name may be long. */
  const holders = new Map<string, Holder>()
  const sureNow = sureTime(clock, { machine }) // a clock that runs ahead for a while makes nothing good again

  let purgedAt = -Infinity

  function purge(): void {
    const now = sureNow() / 1000
    if (Math.abs(now - purgedAt) < 1) return // when all is full, each request comes by here
    purgedAt = now
    for (const [name, { end, holder }] of spent) {
      if (end > now) continue
      spent.delete(name)
      if (--holder.holds === 0) holders.delete(holder.id)
    }
  }

  /** @throws StoreUnavailable */
  function roomFor(holder: Holder): void {
    if (holder.holds < most - spent.size) return
    purge()
    if (holder.holds < most - spent.size) return
    const those = spent.size < most ? `${holder.holds} token ids of this issuer, its share,` : `${most} token ids`
    throw new StoreUnavailable(`${those} are remembered, and none of them has expired`)
  }

  const end = purgeInterval > 0 ? clock.every(purgeInterval, purge) : () => {}
  return {
    spend(claims) {
      const { exp = Infinity, iss = '' } = claims
      const name = nameOfSpent(claims)
      if (spent.has(name)) throw new TokenRejected('replayed', { claim: 'jti' })
      const id = hash('sha256', iss, 'base64url')
      const holder = holders.get(id) ?? { id, holds: 0 }
      roomFor(holder)
      holders.set(id, holder)
      holder.holds++
      spent.set(name, { end: exp + leewaySeconds, holder })
      notExpired(claims, { leewaySeconds }, clock.now() / 1000) // the key may have taken its time
    },
    get size() {
      return spent.size
    },
    close: end,
  }
}

/** An issuer, and how many of its tokens are remembered. */
interface Holder {
  readonly id: string
  holds: number
}

interface SpentToken {
  /** The second when it is over. */
  readonly end: number
  readonly holder: Holder
}

/** Short, whatever the id. The lengths keep an issuer and an id apart from another pair with the same letters. */
const nameOfSpent = ({ iss = '', jti = '' }: Claims) => hash('sha256', `${iss.length} ${iss} ${jti}`, 'base64url')
