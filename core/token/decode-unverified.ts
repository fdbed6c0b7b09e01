import { parseCompactForm } from './compact-form.ts'
import { parseStrictJson } from './strict-json.ts'

/** For eyes and traces, never for a decision: nobody has checked any of it. The signature is left out. */
export interface UnverifiedToken {
  header: unknown
  claims: unknown
}

/** @returns undefined for what is not a token in canonical compact form with strict JSON inside */
export function decodeUnverified(token: unknown): UnverifiedToken | undefined {
  try {
    const { headerBytes, payloadBytes } = parseCompactForm(token)
    return { header: parseStrictJson(headerBytes), claims: parseStrictJson(payloadBytes) }
  } catch {
    return undefined
  }
}
