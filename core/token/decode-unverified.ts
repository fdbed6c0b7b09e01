import { parseCompactForm } from './compact-form.ts'
import { redact } from './redact.ts'
import { isPrivateMember, isSecretName } from './secret-members.ts'
import { parseStrictJson } from './strict-json.ts'

/**
 * For eyes and traces, never for a decision: nobody has checked any of it. The signature is left out, and so is a whole
 * token, a private key or a secret in one of its claims, or in the name of one, as a text and as an object.
 */
export interface UnverifiedToken {
  header: unknown
  claims: unknown
}

/** @returns undefined for what is not a token in canonical compact form with strict JSON inside */
export function decodeUnverified(token: unknown): UnverifiedToken | undefined {
  try {
    const { headerBytes, payloadBytes } = parseCompactForm(token)
    return { header: shown(parseStrictJson(headerBytes)), claims: shown(parseStrictJson(payloadBytes)) }
  } catch {
    return undefined
  }
}

/** As deep as strict JSON may be, and no deeper. */
function shown(value: unknown): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value !== 'object' || value === null) return value
  const member = ([name, inside]: [string, unknown]) => [redact(name), shownMember(name, inside, value)]
  return Object.fromEntries(Object.entries(value).map(member))
}

/** The name says what is secret, and so do its neighbours: those of a private key have short names. */
function shownMember(name: string, inside: unknown, object: object): unknown {
  if (isPrivateMember(name, object)) return '[private key]'
  return isSecretName(name) ? '[secret]' : shown(inside)
}
