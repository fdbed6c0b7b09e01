import type { KitFace } from '../kit-face.ts'
import { refuseUnknownOptions } from '../unknown-name.ts'
import type { EveryResult } from './refuse-every.ts'
import { numbered } from './tell-answer.ts'

/** How often the key set may have been served. */
export interface ServedKeysBounds {
  atMost?: number
  atLeast?: number
  /** By whom: the first word of a User-Agent. */
  from?: string
}

/** Counts the answers with the key set since the start, or since the last reset: those that gave keys. */
export function hasServedKeys(kit: Pick<KitFace, 'requests'>, bounds: ServedKeysBounds): EveryResult {
  refuseUnknownOptions('toHaveServedKeys', bounds, ['atMost', 'atLeast', 'from'])
  if (typeof Object(kit).requests !== 'function')
    throw new TypeError('toHaveServedKeys is asked of an issuer or a sandbox: expect(issuer).')
  const { atMost = Infinity, atLeast = 0, from } = bounds
  const asked = kit.requests('jwks').requests.filter((each) => from === undefined || each.from === from)
  const served = asked.filter(({ status }) => status === 200 || status === 304).length
  const wanted = [
    ...(atLeast > 0 ? [`at least ${atLeast}`] : []),
    ...(atMost < Infinity ? [`at most ${atMost}`] : []),
  ].join(' and ')
  const lines = asked.map(
    ({ at, from: by = 'somebody', method, path, status = 0 }) =>
      `${at} ${by} asks ${method} ${path}: ${status === 0 ? 'there is no answer' : status}`,
  )
  return {
    pass: served >= atLeast && served <= atMost,
    message: `The keys were served ${served} times, and ${wanted || 'any number'} was expected.\n${numbered(lines)}`,
  }
}
