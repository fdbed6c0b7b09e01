import type { CapturedRequest } from '#core/control/capture'
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

/** A GET that was answered with 200: no HEAD and no 304 gives keys away. */
const gaveAnswer = ({ method, status }: CapturedRequest): boolean => method === 'GET' && status === 200
const isFaulty = (request: CapturedRequest): boolean => gaveAnswer(request) && request.fault !== undefined

/**
 * Counts the answers with the key set since the start, or since the last reset: those of 200 to a GET. Of one that met a fault, and of more requests than
 * are kept, nobody knows whether there were keys in it: where that decides, it fails, whichever way it is asked.
 */
export function hasServedKeys(kit: Pick<KitFace, 'requests'>, bounds: ServedKeysBounds, isNot = false): EveryResult {
  refuseUnknownOptions('toHaveServedKeys', bounds, ['atMost', 'atLeast', 'from'])
  if (typeof Object(kit).requests !== 'function')
    throw new TypeError('toHaveServedKeys is asked of an issuer or a sandbox: expect(issuer).')
  const { atMost = Infinity, atLeast = 0, from } = bounds
  const { count, requests } = kit.requests('jwks')
  const forgotten = count - requests.length
  const asked = requests.filter((each) => from === undefined || each.from === from)
  const served = asked.filter((each) => gaveAnswer(each) && !isFaulty(each)).length
  const faulty = asked.filter(isFaulty).length
  const most = served + faulty + forgotten
  const wanted = [
    ...(atLeast > 0 ? [`at least ${atLeast}`] : []),
    ...(atMost < Infinity ? [`at most ${atMost}`] : []),
  ].join(' and ')
  const lines = asked.map((each) => {
    const { at, from: by = 'somebody', method, path, status = 0 } = each
    const got = status === 0 ? 'there is no answer' : `${status}${isFaulty(each) ? ', with a fault' : ''}`
    return `${at} ${by} asks ${method} ${path}: ${got}`
  })
  const fits = (times: number) => times >= atLeast && times <= atMost
  const isSurelyOut = served > atMost || most < atLeast
  const pass = fits(served) && fits(most)
  const times = most === served ? `${served}` : `${served} to ${most}`
  const ofFaults = faulty === 0 ? '' : ` ${faulty} answers of 200 met a fault: whether keys were in them is not known.`
  const ofForgotten =
    forgotten === 0
      ? ''
      : ` ${count} requests came, and the last ${requests.length} are kept: a reset() in between begins a new count.`
  return {
    pass: pass || (isNot && !isSurelyOut),
    message: `The keys were served ${times} times, and ${wanted || 'any number'} was expected.${ofFaults}${ofForgotten}\n${numbered(lines)}`,
  }
}
