import type { IncomingMessage } from 'node:http'
import type { LoginSettings } from './login-settings.ts'

/**
 * Whether a request may be sent to the provider: a person opens a page, and comes back to it. A script, an image or a frame cannot log
 * in, and the body of a POST would be lost on the way; a page that is loaded ahead of time is not opened by anybody yet. All these are
 * answered 401. A program that says nothing of itself (curl) is sent there, as Gloo does.
 */
export function mayBeginLogin({ method, headers }: IncomingMessage, { failOnRedirect }: LoginSettings): boolean {
  if (failOnRedirect || headers.upgrade !== undefined) return false
  if (method !== 'GET' && method !== 'HEAD') return false
  if (isAheadOfTime(headers)) return false
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': destination } = headers
  if (mode === undefined) return headers['x-requested-with'] === undefined
  return mode === 'navigate' && (destination === undefined || destination === 'document')
}

/** Why `mayBeginLogin` says no, for the trace. */
export function whyNotSent({ method, headers }: IncomingMessage, { failOnRedirect }: LoginSettings): string {
  if (failOnRedirect) return 'failOnRedirect is set'
  if (headers.upgrade !== undefined) return 'a web socket cannot log in'
  if (method !== 'GET' && method !== 'HEAD') return `what a ${method} sends would be lost on the way`
  if (isAheadOfTime(headers)) return 'the browser loads the page ahead of time'
  return 'a script, an image or a frame cannot log in'
}

/** A browser loads it because a person might open it (Fetch §3.5: Sec-Purpose). */
export const isAheadOfTime = (headers: IncomingMessage['headers']): boolean =>
  /prefetch/i.test(`${headers['sec-purpose']} ${headers['purpose']}`)
