/** How long ago an expired token expired: beyond any leeway. Seconds. */
const AN_HOUR = 3600

/** A lifetime up to this must not lose the fraction of a second that rounding takes. Seconds. */
const SHORT = 5

/**
 * The dates of a token in whole seconds (RFC 7519 §2).
 * @param now milliseconds since 1970
 * @param seconds how long it lives. Rounding `iat` down would cost a token of one second up to all its life, so a short
 *   one is rounded up and never expires on its way
 * @param expired the same life, but it ended an hour ago
 */
export function lifetime(now: number, seconds: number, expired: boolean): { iat: number; exp: number } {
  const iat = Math.floor(now / 1000)
  if (expired) return { iat: iat - AN_HOUR - seconds, exp: iat - AN_HOUR }
  return { iat, exp: Math.max(iat + seconds, Math.ceil(now / 1000 + Math.min(seconds, SHORT))) }
}
