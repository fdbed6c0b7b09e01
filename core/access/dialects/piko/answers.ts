import { AccessRefused, type AccessReason, type AccessRefusal, type DialectAnswer } from '../../dialect.ts'

export const EXPIRED_TOKEN = 'expired token'
const INVALID_TOKEN = 'invalid token'
export const MISSING_ENDPOINT = 'missing endpoint id'
export const NOT_PERMITTED = 'endpoint not permitted'

/** A check of Piko says no, in the words that it has for it: few, and the same for most of what a token may lack. */
export const pikoRefusal = (
  reason: AccessReason,
  { words = INVALID_TOKEN, ...more }: { words?: string; claim?: string; cause?: unknown } = {},
): AccessRefused => new AccessRefused(reason, { words, ...more })

/** JSON with a text, and nothing that says how to do better. Whatever is not permitted is 401, too (B.3). */
export const pikoAnswer = ({ words = INVALID_TOKEN }: Pick<AccessRefusal, 'words'>): DialectAnswer => ({
  status: words === MISSING_ENDPOINT ? 400 : 401,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify({ error: words }),
})
