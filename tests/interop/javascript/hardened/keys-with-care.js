/** What jwks-rsa can be told about how it asks, for all that get their keys from it. Milliseconds. */
export const KEYS_WITH_CARE = {
  cache: true,
  cacheMaxEntries: 20,
  cacheMaxAge: 600_000,
  rateLimit: true,
  jwksRequestsPerMinute: 10,
  timeout: 2000,
}
