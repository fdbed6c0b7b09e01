import type { Clock } from '../clock.ts'

/** Fixed windows, each with its name in headers and its length in seconds; a month and a year begin with the calendar's, in UTC. */
export const RATE_WINDOWS = {
  second: { title: 'Second', seconds: 1 },
  minute: { title: 'Minute', seconds: 60 },
  hour: { title: 'Hour', seconds: 3600 },
  day: { title: 'Day', seconds: 86_400 },
  month: { title: 'Month', seconds: 2_592_000 },
  year: { title: 'Year', seconds: 31_536_000 },
} as const

export type RateWindow = keyof typeof RATE_WINDOWS

export const RATE_WINDOW_NAMES = Object.keys(RATE_WINDOWS) as RateWindow[] // Object.keys forgets the literal type

/** How many requests in each window. */
export type RateLimits = Readonly<Partial<Record<RateWindow, number>>>

export interface RateVerdict {
  readonly isOver: boolean
  /** Seconds until the tightest window is over. */
  readonly reset: number
  /** As the original tells them. */
  readonly headers: Readonly<Record<string, string>>
}

export interface RateLimiter {
  /** Counts a request of somebody; one that is over the limit does not count. */
  take(who: string): RateVerdict
  /** How many are counted at the moment. */
  readonly size: number
}

/** Whoever asks under ever new names must not fill the memory: the one that was counted first is forgotten. */
const MOST_COUNTED = 50_000

/** Counts who asks how often (C.4), by a clock that can be moved. */
export function createRateLimiter(limits: RateLimits, clock: Clock, most = MOST_COUNTED): RateLimiter {
  const windows = RATE_WINDOW_NAMES.flatMap((window) => {
    const limit = limits[window]
    return limit === undefined ? [] : [{ window, limit }]
  })
  const counted = new Map<string, { start: number; count: number }>()

  function countOf(key: string, start: number): number {
    const known = counted.get(key)
    return known?.start === start ? known.count : 0
  }

  return {
    take(who) {
      const now = clock.now()
      const rows = windows.map(({ window, limit }) => {
        const key = `${window} ${who}`
        const start = startOf(window, now)
        return { window, limit, key, start, used: countOf(key, start) }
      })
      const stop = rows.findLast(({ limit, used }) => used >= limit)
      if (!stop) {
        for (const { key, start, used } of rows) {
          counted.delete(key)
          counted.set(key, { start, count: used + 1 })
        }
        while (counted.size > most) counted.delete(counted.keys().next().value ?? '')
      }
      return rateVerdict(rows, stop, now)
    },
    get size() {
      return counted.size
    },
  }
}

interface WindowRow {
  window: RateWindow
  limit: number
  start: number
  used: number
}

function rateVerdict(rows: readonly WindowRow[], stop: WindowRow | undefined, now: number): RateVerdict {
  let tightest: { limit: number; remaining: number; seconds: number; reset: number } | undefined
  const headers: Record<string, string> = {}
  for (const row of rows) {
    const { title, seconds } = RATE_WINDOWS[row.window]
    const takes = !stop || stop === row ? 1 : 0 // a window that did not stop it has not counted it either
    const remaining = Math.max(0, row.limit - row.used - takes)
    headers[`X-RateLimit-Limit-${title}`] = String(row.limit)
    headers[`X-RateLimit-Remaining-${title}`] = String(remaining)
    const isTighter = !tightest || remaining < tightest.remaining || (remaining === tightest.remaining && seconds > tightest.seconds) // prettier-ignore
    const reset = Math.max(1, seconds - Math.floor((now - row.start) / 1000))
    if (isTighter) tightest = { limit: row.limit, remaining, seconds, reset }
  }
  if (tightest) {
    headers['RateLimit-Limit'] = String(tightest.limit)
    headers['RateLimit-Remaining'] = String(tightest.remaining)
    headers['RateLimit-Reset'] = String(tightest.reset)
  }
  return { isOver: stop !== undefined, reset: tightest?.reset ?? 1, headers }
}

function startOf(window: RateWindow, now: number): number {
  const { seconds } = RATE_WINDOWS[window]
  if (window !== 'month' && window !== 'year')
    return now - (((now % (seconds * 1000)) + seconds * 1000) % (seconds * 1000))
  const date = new Date(now)
  return Date.UTC(date.getUTCFullYear(), window === 'year' ? 0 : date.getUTCMonth())
}
