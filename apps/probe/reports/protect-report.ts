import { TOKEN_OF_NOBODY } from '#attacks'
import { hideTokens } from '../hide-tokens.ts'
import type { FullReport } from './full-report.ts'

/** As much of a signature as a report may show. Characters. */
const SHOWN_OF_SIGNATURE = 8

/** A name and a password before the host (RFC 3986 §3.2.1). */
const USER_IN_URL = /\/\/[^/\s@"']+@/g

/** A parameter of a query, its name with its value. */
const PARAMETER = /([?&])([^?&=#\s"']+)=([^&#\s"']+)/g

/** Of these names, nobody else should read the value. */
const SECRET_PARAMETER = /token|key|secret|pass|pwd|assertion|credential|sig|code|auth|session|jwt|otp/i

/** One of these may be as good as a name and a password, but for a number. */
const ID_PARAMETER = /(?:^|[_-])[us]?id$|Id$/

const JSON_SIGNATURE = /("signature"\s*:\s*"[\w-]{8})[\w-]+/g

/** A token of a report: header, payload, and eight characters of the signature. One that is none is cut as well. */
export function maskToken(token: string): string {
  if (token.trimStart().startsWith('{')) return token.replace(JSON_SIGNATURE, '$1…')
  const [header = '', payload, signature, ...rest] = token.split('.')
  if (payload === undefined) return signatureStart(header)
  const shown = holdsToken(payload) ? signatureStart(payload) : payload
  if (signature === undefined) return `${header}.${shown}`
  return `${header}.${shown}.${signatureStart(signature)}${rest.length > 0 ? '…' : ''}`
}

/** A payload that is a token itself, or has one in it (RFC 7519 §5.2): what is in there is as good as what stands outside. */
const holdsToken = (payload: string): boolean =>
  /[\w-]{8,}\.[\w-]{8,}\.[\w-]{16,}/.test(Buffer.from(payload, 'base64url').toString('latin1'))

const signatureStart = (text: string) =>
  text.replace(/…+$/, '').length > SHOWN_OF_SIGNATURE ? `${text.slice(0, SHOWN_OF_SIGNATURE)}…` : text

/** A text of a target, or of a person, without tokens, keys and passwords. */
export const protectText = (text: string): string =>
  hideTokens(text).replace(USER_IN_URL, '//').replace(PARAMETER, hideSecret)

/** A line that repeats a finding is of no use without the bad token that is the same in every run. */
const protectLine = (line: string): string => line.split(TOKEN_OF_NOBODY).map(protectText).join(TOKEN_OF_NOBODY)

const hideSecret = (all: string, before: string, name: string, value: string) =>
  SECRET_PARAMETER.test(name) || (ID_PARAMETER.test(name) && !/^\d+$/.test(value)) ? `${before}${name}=…` : all

/** Whatever a run has put into a report: nothing of it leaves the process as a credential. The same again changes nothing. */
export const protectReport = <Report extends object = FullReport>(report: Report): Report =>
  protectValue(report) as Report // texts stay texts

function protectValue(value: unknown, name?: string): unknown {
  if (typeof value === 'string') {
    if (name === 'token') return maskToken(value)
    return name === 'curl' ? protectLine(value) : protectText(value)
  }
  if (Array.isArray(value)) return value.map((each) => protectValue(each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [protectText(name), protectValue(each, name)]))
}
