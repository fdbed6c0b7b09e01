import { Buffer } from 'node:buffer'

/** What the token says that was made last in this process; never the token itself. */
let last: string | undefined

/** @param token one that a test has awaited; what cannot be read leaves nothing */
export function noteMadeToken(token: string): void {
  const [header, claims] = token.split('.').map(readPart)
  const { alg, kid, aud, exp, iss } = { ...header, ...claims }
  const end = typeof exp === 'number' && Math.abs(exp) < 1e11 ? new Date(exp * 1000).toISOString() : JSON.stringify(exp)
  const said = [`aud ${JSON.stringify(aud)}`, `exp ${end}`, `iss ${JSON.stringify(iss)}`, `alg ${JSON.stringify(alg)}`, `kid ${JSON.stringify(kid)}`] // prettier-ignore
  last = header && claims ? said.map((each) => each.slice(0, 120)).join(', ') : undefined
}

/** A sentence for a message: most often it is the token that was sent, and nobody knows. */
export const lastMadeToken = (): string[] =>
  last === undefined ? [] : [`The token that was made last, which need not be the one that was sent, says: ${last}.`]

function readPart(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}
