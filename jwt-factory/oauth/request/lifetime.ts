import type { Request } from 'express'
import type { Form } from './form.ts'
import { OAuthError } from '../oauth-error.ts'

/** For people. */
export const LIFETIME_TWICE = 'The parameter lifetime must come only once, in the address or in the body'

/** @returns undefined for what is no whole number of seconds, as `lifetime` says it */
export const wholeSeconds = (text: string): number | undefined =>
  /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined

/**
 * How long the token is to live that a request asks for: in the body, as whatever a client asks for, or in the address, beside
 * `expired`. Undefined where it says nothing.
 * @throws OAuthError invalid_request for more than one: readers disagree about which of them counts (RFC 6749 §3.2)
 */
export function askedLifetime({ query }: Pick<Request, 'query'>, form: Pick<Form, 'get'>): string | undefined {
  const [asked, ...more] = [query['lifetime'], form.get('lifetime')].flat().filter((value) => value !== undefined)
  if (more.length === 0) return asked === undefined ? undefined : String(asked)
  throw new OAuthError('invalid_request', LIFETIME_TWICE)
}

/**
 * As long as it may be, or as long as is asked for. More is refused, not cut.
 * @throws OAuthError invalid_request
 */
export function chooseLifetime(asked: string | undefined, mostSeconds: number): number {
  if (asked === undefined) return mostSeconds
  const seconds = wholeSeconds(asked)
  if (seconds !== undefined && seconds <= mostSeconds) return seconds
  throw new OAuthError('invalid_request', `The parameter lifetime must be a number of seconds from 1 to ${mostSeconds}`)
}
