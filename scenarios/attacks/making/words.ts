import type { JWK } from 'jose'
import type { TokenParts } from '#core/token/token-change'
import { CannotBeMade, type AttackWorld } from '../world.ts'
import type { TokenDefect } from './defect.ts'

/** One defect for each value of a claim. */
export const claimIs = (name: string, ...values: readonly unknown[]): TokenDefect[] =>
  values.map((value) => ({ label: valueLabel(name, value), claims: { [name]: value } }))

/** One defect for each value of a header member. */
export const headerIs = (name: string, ...values: readonly unknown[]): TokenDefect[] =>
  values.map((value) => ({ label: valueLabel(name, value), header: { [name]: value } }))

/** Further words for each defect of a list. */
export const each = (defects: readonly TokenDefect[], more: TokenDefect): TokenDefect[] =>
  defects.map((defect) => ({ ...defect, ...more }))

const LONGEST_LABEL = 60

const valueLabel = (name: string, value: unknown) => {
  const text = JSON.stringify(value)
  return `${name} is ${text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL)}… (${text.length} characters)` : text}`
}

/** The payload as a text: something stands before its first member. */
export const beforeClaims =
  (members: string) =>
  (json: string): string =>
    `{${members},${json.slice(1)}`

/** The payload as a text: something stands behind its last member. */
export const behindClaims =
  (members: string) =>
  (json: string): string =>
    `${json.slice(0, -1)},${members}}`

/** The payload as a text: a claim is written so, where JSON.stringify would write it otherwise. */
export const claimWritten =
  (name: string, written: string) =>
  (json: string): string => {
    const member = new RegExp(`${JSON.stringify(name)}:(?:"(?:[^"\\\\]|\\\\.)*"|[^,}\\]"]+)`)
    if (!member.test(json)) throw new CannotBeMade(`the good token has no ${name}`)
    return json.replace(member, () => `${JSON.stringify(name)}:${written}`)
  }

/** Header, payload and signature as they stand in a token. */
type Segments = readonly [header: string, payload: string, signature: string]

/** A token of which the segments are put together in another way. */
export const segmentwise =
  (change: (segments: Segments) => string): NonNullable<TokenDefect['spelled']> =>
  (token) => {
    const [header = '', payload = '', signature = ''] = token.split('.')
    return change([header, payload, signature])
  }

/** A segment with other members: what nobody signed. */
export function recoded(segment: string, more: Record<string, unknown>): string {
  const members: object = JSON.parse(Buffer.from(segment, 'base64url').toString())
  return Buffer.from(JSON.stringify({ ...members, ...more })).toString('base64url')
}

/** The value, where there is one. @throws CannotBeMade */
export function wanted<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new CannotBeMade(`it takes ${what}`)
  return value
}

/** How long the good token lives. Seconds. */
const secondsOfLife = ({ iat, exp }: TokenParts['claims']): number =>
  typeof iat === 'number' && typeof exp === 'number' ? exp - iat : 60

/** It lived as long as the good one, so it was made before it ended. @param ago seconds */
export function expiredSince({ good, now }: Pick<AttackWorld, 'good' | 'now'>, ago: number): TokenDefect {
  const end = now() - ago
  const begin = end - secondsOfLife(good().claims)
  return { claims: { iat: begin, nbf: begin, exp: end } }
}

/** A value of the good token, as a text. */
export const textInGood = ({ good }: Pick<AttackWorld, 'good'>, claim: string): string =>
  wanted(
    typeof good().claims[claim] === 'string' ? String(good().claims[claim]) : undefined,
    `a good token with ${claim}`,
  )

/** @throws CannotBeMade where the issuer publishes none */
export const publishedRsaKey = ({ keySet }: Pick<AttackWorld, 'keySet'>): JWK =>
  wanted(
    keySet.find(({ kty }) => kty === 'RSA'),
    'an RSA key that the issuer publishes',
  )
