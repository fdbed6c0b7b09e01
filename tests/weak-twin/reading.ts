import { isObject } from '#core/token/claims'
import type { CompactForm } from '#core/token/compact-form'
import type { Weakness } from './checks.ts'

export const decoded = (segment: string): Buffer => Buffer.from(segment, 'base64url')

/** Three segments, read as Node reads base64url: whatever is none is passed over. */
export const formOf = (header: string, payload: string, signature: string): CompactForm => ({
  protected: header,
  payload,
  signature,
  headerBytes: decoded(header),
  payloadBytes: decoded(payload),
  signatureBytes: decoded(signature),
})

export const segmentsOf = (token: string): CompactForm => {
  const [header = '', payload = '', signature = ''] = token.split('.')
  return formOf(header, payload, signature)
}

/** The text of a token is cut into segments otherwise. */
export const readsForm =
  (read: (token: string, strict: (token: string) => CompactForm) => CompactForm): Weakness =>
  (strict) => ({ form: (token) => read(token, strict.form) })

/** The members of a JSON object; undefined for what is none. */
export const membersOf = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
