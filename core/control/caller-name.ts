import { redact } from '../token/redact.ts'

/** No more of it is kept. */
const MAX_NAME = 60

/** A token of RFC 9110 §5.6.2: whatever stands behind it is a version, or a comment. */
const FIRST_PRODUCT = /^[\w!#$%&'*+.^`|~-]+/

/** Most names are such: no token can be in one, so nothing needs a closer look. */
const PLAIN = /^[\w-]{1,60}$/

/**
 * Who asks, by the User-Agent: its first product (RFC 9110 §10.1.5). A hint, and no proof. Whoever sends a token there
 * is known by its fingerprint.
 * @returns undefined where it begins with no product
 */
export function callerName(agent: string): string | undefined {
  const [product] = FIRST_PRODUCT.exec(agent) ?? []
  if (product === undefined) return undefined
  if (product.length === agent.length && PLAIN.test(product)) return product
  const name = redact(product).slice(0, MAX_NAME)
  return Buffer.from(name, 'latin1').toString('latin1') // a part of a long header would keep all of it in memory
}

/** Is that what somebody can be called by? */
export const isCallerName = (text: string): boolean => text !== '*' && callerName(text) === text
