import { parseCompactForm } from './compact-form.ts'
import { redact } from './redact.ts'
import { parseStrictJson } from './strict-json.ts'

/**
 * For eyes and traces, never for a decision: nobody has checked any of it. The signature is left out, and so is a whole
 * token or a private key in one of its claims, or in the name of one.
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
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redact(name), shown(member)]))
}
