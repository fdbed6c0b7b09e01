import { createPublicKey } from 'node:crypto'
import type { PikoKey, PikoKeys } from '#core/access/dialects/piko/keys'
import type { RequestContext } from '#core/access/dialect'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { MAX_SET_KEYS } from '#core/keys/key-set'
import {
  GATEWAY_ALGORITHM_NAMES,
  isPublicKeyFor,
  isSharedSecret,
  sharedSecret,
  type GatewayAlgorithm,
  type GatewayKey,
} from '#core/token/gateway-algorithms'
import { isObject } from '#core/token/claims'
import type { Log } from '#core/log'
import type { IssuerKeySet } from './key-set-fetch.ts'

export interface PikoKeySetParts {
  ask: IssuerKeySet['ask']
  clock: Clock
  log: Pick<Log, 'warn'>
  /** What traces call whoever publishes it. */
  issuerName: string
  /** Milliseconds. */
  cacheTtl: number
}

/** A key id that is not in the set is asked for so often at most (PK-7). Milliseconds. */
const UNKNOWN_KEY_FLOOR = 300_000

/** Without a key id each key is tried; Piko has no bound. */
const MOST_KEYS_TRIED = 32

interface SetKey extends PikoKey {
  readonly kid: string
}

/**
 * Keys of a key set as Piko has them (PK-7): a key id means one key, none means any of them, and an unknown one has the set fetched
 * again, once in five minutes. While it cannot be fetched, what there was is good.
 */
export function createPikoKeySet({ ask, clock, log, issuerName, cacheTtl }: PikoKeySetParts): PikoKeys {
  let keys: readonly SetKey[] = []
  let askedAt = -Infinity
  let lookedForAt = -Infinity
  let underWay: Promise<void> | undefined

  async function load(): Promise<void> {
    askedAt = clock.monotonic()
    try {
      const { status, body } = await ask(undefined)
      if (status !== 200) throw new Error(`the issuer answered ${status}`)
      keys = keysOfSet(body)
    } catch (error) {
      log.warn({ why: errorText(error) }, 'key-set-not-fetched')
    } finally {
      underWay = undefined
    }
  }

  const fetchOnce = ({ recorder }: RequestContext) => {
    recorder.step({ verb: 'asks', what: 'for its key set', to: issuerName })
    return (underWay ??= load())
  }

  const named = (kid: string) => keys.filter((key) => key.kid === kid)

  return {
    algorithms: GATEWAY_ALGORITHM_NAMES,
    async keysFor({ kid }, context) {
      if (clock.monotonic() - askedAt >= cacheTtl || (underWay && keys.length === 0)) await fetchOnce(context)
      if (typeof kid !== 'string') return keys.slice(0, MOST_KEYS_TRIED)
      if (named(kid).length === 0 && clock.monotonic() - lookedForAt >= UNKNOWN_KEY_FLOOR) {
        lookedForAt = clock.monotonic()
        await fetchOnce(context)
      }
      return named(kid)
    },
  }
}

/** Keys that cannot be used are left out. @throws Error for what is no key set */
function keysOfSet(body: unknown): SetKey[] {
  const members = isObject(body) ? body['keys'] : undefined
  if (!Array.isArray(members) || members.length > MAX_SET_KEYS) throw new Error('this is no key set')
  return members.flatMap((member: unknown) => {
    const key = isObject(member) ? keyOfMember(member) : undefined
    return key ? [key] : []
  })
}

function keyOfMember(jwk: Record<string, unknown>): SetKey | undefined {
  const { kty, k, alg } = jwk
  const kid = typeof jwk['kid'] === 'string' ? jwk['kid'] : ''
  try {
    const key =
      kty === 'oct' ? sharedSecret(Buffer.from(String(k), 'base64url')) : createPublicKey({ key: jwk, format: 'jwk' })
    const fitting = GATEWAY_ALGORITHM_NAMES.filter((name) => fitsKey(name, key) && (alg === undefined || alg === name))
    return fitting.length > 0 ? { kid, key, algorithms: fitting } : undefined
  } catch {
    return undefined
  }
}

function fitsKey(name: GatewayAlgorithm, key: GatewayKey): boolean {
  return key.type === 'secret' ? isSharedSecret(name) : isPublicKeyFor(key, name)
}
