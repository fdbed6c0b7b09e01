import type { RequestHandler } from 'express'
import { StoreUnavailable } from '#core/store/store'
import type { KeyRings } from '#core/rings/key-rings'

/** A store that is away for longer is no hiccup. Milliseconds. */
const MOST_AWAY = 2000

/** What has nothing to do with keys, or is for tests alone. */
const WITHOUT_KEYS = /^\/(?:traces\/[^/]*|control(?:\/.*)?)?$/

/**
 * Fails closed: when the store has been away for more than two seconds, another factory may have revoked any key
 * meanwhile, so nobody is told anything about keys and tokens.
 * @throws StoreUnavailable, which is answered as 503
 */
export function refuseBlind(rings: Pick<KeyRings, 'awayMilliseconds'>): RequestHandler {
  return ({ path }, _response, next) => {
    if (rings.awayMilliseconds() > MOST_AWAY && !WITHOUT_KEYS.test(path)) {
      throw new StoreUnavailable('it has not answered for seconds: any key may have been revoked meanwhile')
    }
    next()
  }
}
