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

/**
 * Counts the answers with the key set since the start, or since the last reset: those that gave keys. Of more requests than are kept nobody knows
 * who asked and what was answered: where that decides, it fails, whichever way it is asked.
 */
export function hasServedKeys(kit: Pick<KitFace, 'requests'>, bounds: ServedKeysBounds, isNot = false): EveryResult {
  refuseUnknownOptions('toHaveServedKeys', bounds, ['atMost', 'atLeast', 'from'])
  if (typeof Object(kit).requests !== 'function')
    throw new TypeError('toHaveServedKeys is asked of an issuer or a sandbox: expect(issuer).')
  const { atMost = Infinity, atLeast = 0, from } = bounds
  const { count, requests } = kit.requests('jwks')
  const forgotten = count - requests.length
  const asked = requests.filter((each) => from === undefined || each.from === from)
  const served = asked.filter(({ status }) => status === 200 || status === 304).length
  const wanted = [
    ...(atLeast > 0 ? [`at least ${atLeast}`] : []),
    ...(atMost < Infinity ? [`at most ${atMost}`] : []),
  ].join(' and ')
  const lines = asked.map(
    ({ at, from: by = 'somebody', method, path, status = 0 }) =>
      `${at} ${by} asks ${method} ${path}: ${status === 0 ? 'there is no answer' : status}`,
  )
  const fits = (times: number) => times >= atLeast && times <= atMost
  const isSurelyOut = served > atMost || served + forgotten < atLeast
  const pass = fits(served) && fits(served + forgotten)
  const times = forgotten === 0 ? `${served}` : `${served} to ${served + forgotten}`
  const why =
    forgotten === 0
      ? ''
      : ` ${count} requests came, and the last ${requests.length} are kept: a reset() in between begins a new count.`
  return {
    pass: pass || (isNot && !isSurelyOut),
    message: `The keys were served ${times} times, and ${wanted || 'any number'} was expected.${why}\n${numbered(lines)}`,
  }
}
