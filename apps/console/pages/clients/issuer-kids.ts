import type { RingsOf } from '../../live/told.ts'

/** The ids of the keys that a key set publishes, in one text. @param jwks as an issuer answers it (RFC 7517 §5) */
export function publishedKids(jwks: unknown): string {
  const { keys } = Object(jwks) as { keys?: unknown }
  return asOneText((Array.isArray(keys) ? keys : []).map((key) => (Object(key) as { kid?: unknown }).kid))
}

/**
 * The ids of the keys that an issuer has to publish, in one text, as its rings tell them: nobody asks for its key set for that, for who asks
 * stands in the list of those who fetched it.
 * @param issuer its name; `@` is the main one. @returns undefined while the factory does not tell
 */
export function kidsOfIssuer(holders: readonly RingsOf[], issuer: string): string | undefined {
  const ring = issuer === '@' ? '@' : `@${issuer}`
  const told = holders.find(({ name }) => name === 'jwt-factory')?.told
  const own = told?.rings.filter(({ ringId }) => ringId === ring || ringId.startsWith(`${ring}@`))
  return own && asOneText(own.flatMap(({ keys }) => keys.flatMap(({ kid, state }) => (state === 'revoked' ? [] : kid))))
}

const asOneText = (kids: readonly unknown[]) => kids.map(String).toSorted().join(' ')
