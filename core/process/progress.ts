import type { Clock } from '../clock.ts'

/** As much of a stream as progress needs: standard error, which is not the result. */
export interface ProgressStream {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

/** How far a long command has come: on a terminal one line that is written over and over, elsewhere a line now and then. */
export interface Progress {
  show(text: string): void
  /** Takes the line away, before something else is written. */
  clear(): void
}

/** Where nobody watches. Milliseconds. */
const NOW_AND_THEN = 10_000

const ERASE_LINE = '\r\u001b[2K'

export function createProgress(stream: ProgressStream, clock: Pick<Clock, 'monotonic'>): Progress {
  let isShown = false
  let next = clock.monotonic() + NOW_AND_THEN
  return {
    show(text) {
      if (stream.isTTY) {
        isShown = true
        stream.write(ERASE_LINE + text.slice(0, (stream.columns ?? 80) - 1)) // a full line would begin another one
      } else if (clock.monotonic() >= next) {
        next = clock.monotonic() + NOW_AND_THEN
        stream.write(`${text}\n`)
      }
    },
    clear() {
      if (isShown) stream.write(ERASE_LINE)
      isShown = false
    },
  }
}
