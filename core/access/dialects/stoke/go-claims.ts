import { AccessRefused } from '../../dialect.ts'

/** The claims of a token as the Go client has them. */
export interface StokeClaims {
  readonly iss: string
  readonly sub: string
  readonly aud: readonly string[]
  /** Whole seconds since 1970; absent where it has none. */
  readonly exp?: number
  readonly nbf?: number
  readonly iat?: number
  /** All that the directory knows of a person: texts alone (ST-1). */
  readonly values: Readonly<Record<string, string>>
}

/** One member as it is written: a text, a whole number, or a list without lists in it. Whoever reads it knows that all of it is JSON. */
const MEMBER = /\s*("(?:[^"\\]|\\.)*")\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+|\[(?:[^"[\]]|"(?:[^"\\]|\\.)*")*\])\s*([,}])/y

/**
 * Reads the members of a payload in their order, each with its value. A registered claim that the directory has, too, is there twice:
 * the last one counts, and each must have the right type (ST-7). Lists are added to each other.
 * @param text JSON
 * @param audienceMayBeText the client takes a list alone, as Stoke writes it
 * @throws AccessRefused malformed, invalid-claim
 */
export function stokeClaims(text: string, audienceMayBeText: boolean): StokeClaims {
  if (text.trim() === 'null') return { iss: '', sub: '', aud: [], values: {} }
  const texts: Record<string, string> = { iss: '', sub: '', jti: '' }
  const dates: Record<string, number> = {}
  const aud: string[] = []
  const values: [string, string][] = []
  for (const [claim, value] of membersIn(text)) {
    if (claim === 'aud') aud.push(...goAudience(value, audienceMayBeText))
    else if (DATE_CLAIMS.has(claim)) dates[claim] = goDate(claim, value)
    else if (Object.hasOwn(texts, claim)) texts[claim] = goText(claim, value)
    else values.push([claim, goText(claim, value)])
  }
  const { iss = '', sub = '' } = texts
  const { exp, nbf, iat } = dates
  return {
    iss,
    sub,
    aud,
    ...(exp !== undefined && { exp }),
    ...(nbf !== undefined && { nbf }),
    ...(iat !== undefined && { iat }),
    values: Object.fromEntries(values),
  }
}

const DATE_CLAIMS = new Set(['exp', 'nbf', 'iat'])

function membersIn(text: string): [claim: string, value: string][] {
  const start = text.indexOf('{')
  if (start === -1 || text.slice(0, start).trim() !== '') throw new AccessRefused('malformed')
  if (/^\s*\}/.test(text.slice(start + 1))) return []
  const members: [string, string][] = []
  MEMBER.lastIndex = start + 1
  for (;;) {
    const found = MEMBER.exec(text)
    if (!found) throw new AccessRefused('invalid-claim') // the grammar holds, so it is of a type that the client does not know
    const [, name = '', value = '', end] = found
    members.push([JSON.parse(name), value])
    if (end === '}') return members
  }
}

function goText(claim: string, value: string): string {
  if (!value.startsWith('"')) throw new AccessRefused('invalid-claim', { claim })
  return JSON.parse(value)
}

/** The numbers of Go have 64 bits. */
const LARGEST_SECONDS = 2n ** 63n - 1n

function goDate(claim: string, value: string): number {
  if (!/^-?\d{1,19}$/.test(value)) throw new AccessRefused('invalid-claim', { claim })
  const seconds = BigInt(value)
  if (seconds > LARGEST_SECONDS || seconds < -LARGEST_SECONDS - 1n) throw new AccessRefused('invalid-claim', { claim })
  return Number(seconds)
}

function goAudience(value: string, mayBeText: boolean): string[] {
  const audience: unknown = JSON.parse(value)
  if (mayBeText && typeof audience === 'string') return [audience]
  if (!Array.isArray(audience) || !audience.every((each) => typeof each === 'string'))
    throw new AccessRefused('invalid-claim', { claim: 'aud' })
  return audience
}
