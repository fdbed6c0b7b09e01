/** What jwks-rsa can be told about how it asks, for all that get their keys from it. Milliseconds. */
export const KEYS_WITH_CARE = {
  cache: true,
  cacheMaxEntries: 20, // as many keys as the issuer may have: by default a sixth pushes the first out, and a spent rate limit keeps it out
  cacheMaxAge: 600_000,
  rateLimit: true,
  jwksRequestsPerMinute: 10,
  timeout: 2000,
}
