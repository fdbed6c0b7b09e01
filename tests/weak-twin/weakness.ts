import type { Claims } from '#core/token/claims'
import { TokenRejected } from '#core/token/rejection'
import type { TwinChecks, TwinHeader, TwinParts, Weakness } from './checks.ts'

/** A weakness with its name, in one sentence, and the side that it needs where a plain one does not show it. */
export interface TwinSwitch {
  readonly weakness: string
  readonly opens: Weakness
  readonly side: SideName
}

/** How the service of a run is set up. */
export type SideName =
  'plain' | 'memory' | 'one-use' | 'lax-type' | 'all-algorithms' | 'rsa' | 'spiffe' | 'form' | 'bound' | 'actors'

export const weak = (weakness: string, opens: Weakness, side: SideName = 'plain'): TwinSwitch => ({
  weakness,
  opens,
  side,
})

type Quiet = 'critical' | 'kind' | 'shapes' | 'issuer' | 'audience' | 'subject' | 'required' | 'expiry' | 'notBefore'
type Skipped = Quiet | 'issuedAt' | 'lifetime' | 'binding' | 'scope' | 'actor'

/** These checks say nothing. */
export const skips =
  (...names: readonly Skipped[]): Weakness =>
  () =>
    Object.fromEntries(names.map((name) => [name, () => undefined])) as Partial<TwinChecks> // each of them may say nothing

/** The token is read otherwise. */
export const readsToken =
  (change: (token: string) => string): Weakness =>
  (strict) => ({
    token: (request) => {
      const token = strict.token(request)
      return token === undefined ? undefined : change(token)
    },
  })

/** The header means something else than it says. */
export const readsHeader =
  (change: (header: TwinHeader, parts: TwinParts) => TwinHeader): Weakness =>
  (strict, parts) => ({ header: (bytes) => change(strict.header(bytes), parts) })

/** A member of the header is taken for what it should be. */
export const takesMember = (name: string, change: (value: unknown, parts: TwinParts) => unknown): Weakness =>
  readsHeader((header, parts) => ({ ...header, [name]: change(header[name], parts) }))

/** The claims mean something else than they say. */
export const readsClaims =
  (change: (claims: Claims, parts: TwinParts) => Claims): Weakness =>
  (strict, parts) => ({
    claims: (bytes) => {
      const claims = strict.claims(bytes)
      return isMembers(claims) ? change(claims, parts) : claims
    },
  })

const isMembers = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A claim is taken for what it should be; where it is missing, it stays so. */
export const takesClaim = (name: string, change: (value: unknown, parts: TwinParts) => unknown): Weakness =>
  readsClaims((claims, parts) =>
    Object.hasOwn(claims, name) ? { ...claims, [name]: change(claims[name], parts) } : claims,
  )

/** A claim that is like the right one is the right one. @param like both as texts */
export const comparesClaim = (name: 'iss' | 'aud', like: (claim: string, ours: string) => boolean): Weakness =>
  takesClaim(name, (value, parts) => {
    const ours = name === 'iss' ? parts.issuer : parts.audience
    return typeof value === 'string' && like(value, ours) ? ours : value
  })

/** Types and values of these claims are not looked at. */
export const shapeless =
  (...names: readonly string[]): Weakness =>
  (strict) => ({
    shapes: (claims) =>
      strict.shapes(
        isMembers(claims)
          ? Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)))
          : claims,
      ),
  })

/** These claims may be missing. */
export const optional =
  (...names: readonly string[]): Weakness =>
  (strict) => ({
    required: (claims) => strict.required({ ...Object.fromEntries(names.map((name) => [name, ''])), ...claims }),
  })

/** Several at once, where one alone is hidden behind another check. */
export const together =
  (...all: readonly Weakness[]): Weakness =>
  (strict, parts, memory) => {
    const checks = { ...strict }
    for (const each of all) Object.assign(checks, each({ ...checks }, parts, memory))
    return checks
  }

/** A bug: what is like this makes the service fall over. */
export const crashes = (): never => {
  throw new TypeError('a bug that nobody caught')
}

/** What is written like this is an end that never comes. */
export const neverEnds = (written: RegExp): Weakness =>
  together(
    (strict) => ({
      claims: (bytes) => {
        const text = Buffer.from(bytes).toString()
        return strict.claims(written.test(text) ? Buffer.from(text.replace(written, String(NEVER))) : bytes)
      },
    }),
    takesClaim('exp', (exp, parts) => (exp === NEVER ? parts.now() + 60 : exp)),
  )

const NEVER = 0.5

/** Refuses good tokens too. */
export const refusesClaims = (isOdd: (claims: Claims, parts: TwinParts) => boolean): Weakness =>
  readsClaims((claims, parts) => {
    if (isOdd(claims, parts)) throw new TokenRejected('invalid-claim')
    return claims
  })

/** Refuses good headers too. */
export const refusesHeader = (isOdd: (header: TwinHeader, parts: TwinParts) => boolean): Weakness =>
  readsHeader((header, parts) => {
    if (isOdd(header, parts)) throw new TokenRejected('malformed')
    return header
  })

/** Refuses good texts of claims too. */
export const refusesText =
  (isOdd: (json: string) => boolean): Weakness =>
  (strict) => ({
    claims: (bytes) => {
      if (isOdd(Buffer.from(bytes).toString())) throw new TokenRejected('malformed')
      return strict.claims(bytes)
    },
  })
