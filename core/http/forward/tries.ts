import type { RequestHead } from './request-head.ts'

/** A request is sent once, and once more at most. Its fields are fields, see ./flow.ts. */
export interface Tries {
  /** What went out first, and what goes out by this try. */
  first: RequestHead
  head: RequestHead
  isSecond: boolean
  /** Why there is a second one. */
  brokenBy: Error | undefined
}

/**
 * Makes ready for the second try.
 * @param headAgain its head: what may be used once is made anew
 * @returns false when that cannot be made: no key signs at the moment
 */
export async function tryAgain(
  tries: Tries,
  headAgain: (() => Promise<RequestHead>) | undefined,
  brokenBy: Error | undefined,
): Promise<boolean> {
  Object.assign(tries, { isSecond: true, brokenBy })
  try {
    if (headAgain) tries.head = await headAgain()
    return true
  } catch {
    return false
  }
}

/**
 * Whether an answer may be about the first try: that one was heard after all, its credentials were good for once, and the second
 * showed the same. What is known is that the connection broke, and nothing of what the credentials are worth.
 */
export const mayBeAboutFirst = ({ isSecond, first, head }: Tries, status: number): boolean =>
  isSecond && REFUSES_CREDENTIALS.has(status) && showTheSame(credentialsIn(first), credentialsIn(head))

/** Of credentials (RFC 9110 §15.5.2, §15.5.4): some systems say 403 of a token that is spent. */
const REFUSES_CREDENTIALS: ReadonlySet<number> = new Set([401, 403])

const showTheSame = (shown: readonly string[], again: readonly string[]) =>
  shown.length > 0 && shown.join('\n') === again.join('\n')

const credentialsIn = ({ headers }: RequestHead) =>
  headers.filter((_value, at) => at % 2 === 1 && SHOWN_BY.has(headers[at - 1]?.toLowerCase() ?? ''))

/** `DPoP`: a proof for one request (RFC 9449 §4.1). */
const SHOWN_BY: ReadonlySet<string> = new Set(['authorization', 'dpop'])
