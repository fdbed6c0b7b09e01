import { decodeJwt } from 'jose'

/** Claims of a token that nobody has to believe: for what is told of it, and for no decision. Empty where it cannot be read. */
export function claimsToShow(token: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return decodeJwt(token ?? '')
  } catch {
    return {}
  }
}
