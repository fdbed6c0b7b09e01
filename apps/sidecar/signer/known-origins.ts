import { readTarget, type Target, type TargetTls } from '#core/http/forward/target'
import { askedAudience } from './audience.ts'

/** Whom a token is for, and where the request with it goes. */
export interface KnownOrigin {
  audience: string
  target: Target
}

/** So many are kept: which ones is said by clients. */
export const MOST_KNOWN_ORIGINS = 256

/**
 * Reads an origin once, and not for each request to it.
 * @returns what `askedAudience` and `readTarget` say of a normalised origin; @throws what they throw
 */
export function createKnownOrigins(tls: TargetTls): (origin: string) => KnownOrigin {
  const known = new Map<string, KnownOrigin>()

  return (origin) => {
    const found = known.get(origin)
    if (found) return found
    const audience = askedAudience('strict', { kind: 'absolute', url: origin })
    const made = { audience, target: readTarget(origin, { tls }) }
    if (known.size >= MOST_KNOWN_ORIGINS) known.clear()
    known.set(origin, made)
    return made
  }
}
