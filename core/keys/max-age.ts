/** How long an answer may be kept when its issuer says nothing. Seconds. */
const DEFAULT_SECONDS = 60
const LEAST_SECONDS = 1
const MOST_SECONDS = 3600

/**
 * How long a fetched key set may be believed without asking again (RFC 9111 §5.2.2.1), in seconds. Bounded from below,
 * so that no header makes a fetch of every call, and from above, so that a withdrawn key is noticed.
 */
export function maxAgeSeconds(cacheControl: string | undefined): number {
  if (cacheControl === undefined) return DEFAULT_SECONDS
  const directives = cacheControl
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim())
  if (directives.includes('no-store') || directives.includes('no-cache')) return LEAST_SECONDS
  const seconds = directives.map((directive) => /^max-age="?(\d{1,10})"?$/.exec(directive)?.[1]).find(Boolean)
  if (seconds === undefined) return DEFAULT_SECONDS
  return Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, Number(seconds)))
}
