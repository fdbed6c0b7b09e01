import { jsonOfBody, memberOfBody } from './marker.ts'

/** The header of a token as it is written: nobody has checked any of it. */
export const headerTextOf = (token: string | undefined): string =>
  Buffer.from(token?.split('.')[0] ?? '', 'base64url').toString()

export const headerMember = (token: string | undefined, name: string): unknown =>
  memberOfBody(jsonOfBody(headerTextOf(token)), name)

/** A claim of a token as it is written. */
export const claimMember = (token: string | undefined, name: string): unknown =>
  memberOfBody(jsonOfBody(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString()), name)

/** Header, payload and eight characters of the signature: enough to see what it is, and of no use to anybody. */
export function maskedToken(token: string): string {
  const [header = '', payload = '', signature, ...more] = token.split('.')
  const shown = [header, payload]
    .map((each) => (each.length > LONGEST_SEGMENT ? `${each.slice(0, LONGEST_SEGMENT)}…` : each))
    .join('.')
  if (signature === undefined) return token.length > 8 ? `${token.slice(0, 8)}…` : token
  return `${shown}.${signature.length > 8 ? `${signature.slice(0, 8)}…` : signature}${more.map(() => '.…').join('')}`
}

const LONGEST_SEGMENT = 2000
