/** Milliseconds: the first pause, and the longest, whatever the other side asks for. */
const FIRST_RETRY = 1000
const MOST_RETRY_WAIT = 60_000

/** How long to wait after so many failures: twice as long each time, up to half a minute, and not all at once. Milliseconds. */
export const backoff = (failures: number): number =>
  Math.min(FIRST_RETRY * 2 ** Math.min(failures - 1, 10), MOST_RETRY_WAIT / 2) * (0.5 + Math.random() / 2)

/**
 * What `Retry-After` asks for: seconds, or a date (RFC 9110 §10.2.3).
 * @param now milliseconds since 1970
 * @returns milliseconds, a minute at most; 0 for what cannot be read
 */
export function retryAfterOf(header: string | undefined, now: number): number {
  if (header === undefined) return 0
  const wait = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return wait > 0 ? Math.min(wait, MOST_RETRY_WAIT) : 0
}
