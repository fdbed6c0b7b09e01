import type { BrowserAsks } from '#scenarios'
import type { WebPlaces } from './web-client.ts'

/** What is known of a request of a browser, to say it without a code, a state or a password. */
export interface SaidRequest {
  method: 'GET' | 'POST'
  place: keyof WebPlaces
  path: string
  /** How it came to ask for it. */
  by: 'person' | 'sent' | 'form'
  /** Who logs in by this form; absent: it is no login. */
  username?: string
  /** Whether the code in it is one that this browser got; absent: there is none in it. */
  isOwnCode?: boolean
  /** Who it says that it is. */
  says?: string
  /** What is different at the gateway for it. */
  terms?: BrowserAsks['terms']
  /** Whether it has cookies for whoever is asked. */
  hasCookies: boolean
}

/** The end of the sentence "The browser asks somebody …". */
export function sayRequest({
  method,
  place,
  path,
  by,
  username,
  isOwnCode,
  says,
  terms,
  hasCookies,
}: SaidRequest): string {
  if (place === 'provider') {
    if (username !== undefined) return `to log ${username} in, with name and password`
    if (by === 'form') return 'to do what the form says'
    return `${sayAtProvider(path)}, where it was sent`
  }
  if (isOwnCode !== undefined)
    return `for ${path}, ${isOwnCode ? 'with the code that it was sent back with' : 'with a code that it did not get itself'}`
  const when = { later: ', two days later', api: ', as a program does', 'jwt-alone': '' }[terms ?? 'jwt-alone']
  const more = [
    when,
    says === undefined ? '' : `, and says that it is ${says}`,
    hasCookies ? ', with its cookies' : '',
  ].join('')
  return `${method === 'GET' ? 'for' : 'to take'} ${path}${more}${by === 'sent' ? ', where it was sent' : ''}`
}

/** The paths are those of our provider; what stands behind them is of one login. */
function sayAtProvider(path: string): string {
  if (path.endsWith('/auth')) return 'who is logged in there'
  if (path.includes('/auth/')) return 'to go on with the login'
  return path.includes('/session/end') ? 'to log the person out there, too' : 'for the form of the login'
}
