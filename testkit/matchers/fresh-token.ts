import { Buffer } from 'node:buffer'
import type { RefusalAttempt } from '../tokens/refusal-cases.ts'

/** As it is to be sent now. @throws what its issuer says that cannot make it any more */
export const freshToken = async ({ make, token }: RefusalAttempt): Promise<string> => (make ? make() : token)

/** Of its header; undefined for what has none, or is no token. */
export const kidOfToken = (token: string): unknown => shownMembers(token, 0)['kid']

/**
 * Whether its end came while the service had it: then it may be refused for that alone. By the clock of this machine, as a service has it
 * that is tested here. Milliseconds since 1970.
 */
export function hasEndedBetween(token: string, begin: number, end: number): boolean {
  const { exp } = shownMembers(token, 1)
  return typeof exp === 'number' && begin < exp * 1000 && end >= exp * 1000
}

function shownMembers(token: string, part: 0 | 1): Record<string, unknown> {
  try {
    return Object(JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString()))
  } catch {
    return {}
  }
}
