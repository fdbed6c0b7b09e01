import { isObject } from './claims.ts'
import { parseCompactForm } from './compact-form.ts'
import { parseStrictJson } from './strict-json.ts'

/** What a token says of itself, as it stands there; undefined for what is absent, or of another type. */
export interface TokenHints {
  alg: string | undefined
  kid: string | undefined
  iss: string | undefined
  sub: string | undefined
  /** Where it is one text. */
  aud: string | undefined
  clientId: string | undefined
  scope: string | undefined
  iat: number | undefined
  exp: number | undefined
}

/**
 * Hints for finding the key, the client or the time with which a token is checked afterwards; nobody has checked any of it. Nothing
 * is hidden, so that every name finds its owner: `decodeUnverified` is for eyes, and hides what looks like a token.
 * @returns no hints at all for what is not a token
 */
export function tokenHints(token: unknown): TokenHints {
  try {
    const { headerBytes, payloadBytes } = parseCompactForm(token)
    const [header, claims] = [parseStrictJson(headerBytes), parseStrictJson(payloadBytes)]
    return {
      alg: textIn(header, 'alg'),
      kid: textIn(header, 'kid'),
      iss: textIn(claims, 'iss'),
      sub: textIn(claims, 'sub'),
      aud: textIn(claims, 'aud'),
      clientId: textIn(claims, 'client_id'),
      scope: textIn(claims, 'scope'),
      iat: numberIn(claims, 'iat'),
      exp: numberIn(claims, 'exp'),
    }
  } catch {
    return NO_HINTS
  }
}

const NO_HINTS: TokenHints = {
  alg: undefined,
  kid: undefined,
  iss: undefined,
  sub: undefined,
  aud: undefined,
  clientId: undefined,
  scope: undefined,
  iat: undefined,
  exp: undefined,
}

const memberOf = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

function textIn(value: unknown, name: string): string | undefined {
  const member = memberOf(value, name)
  return typeof member === 'string' ? member : undefined
}

function numberIn(value: unknown, name: string): number | undefined {
  const member = memberOf(value, name)
  return typeof member === 'number' ? member : undefined
}
