/** When something has changed, it is looked at again soon; while nothing does, less and less often. Milliseconds. */
const SOON = 2000
const RARELY = 8000

export interface LookAgain {
  /** A person has done something, or the console has told that something is set. */
  atOnce(): Promise<void>
  /** Somebody has played: of many plays in a row, one look in two seconds. */
  soon(): void
}

/**
 * Looks again and again, while the page is seen. What the console tells by itself is looked at when it is told.
 * @param look finds out what there is now, as text: by that it is known whether something has changed
 */
export function lookAgain(look: () => Promise<string | undefined>): LookAgain {
  let pause = SOON
  let lookedAt = performance.now()
  let before: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function again(): Promise<void> {
    clearTimeout(timer)
    lookedAt = performance.now()
    timer = setTimeout(() => void again(), 2 * RARELY) // should there never be an answer
    if (!document.hidden) {
      const now = await look().catch(() => undefined) // the bar at the top says that the console is away
      pause = now === before ? Math.min(RARELY, pause * 2) : SOON
      before = now
    }
    clearTimeout(timer) // somebody may have looked meanwhile
    timer = setTimeout(() => void again(), pause)
  }

  async function atOnce(): Promise<void> {
    pause = SOON / 2 // doubled where nothing has changed
    await again()
  }

  function soon(): void {
    pause = SOON / 2
    clearTimeout(timer)
    timer = setTimeout(() => void again(), Math.max(0, lookedAt + SOON - performance.now()))
  }

  document.addEventListener('visibilitychange', () => void (document.hidden || atOnce()))
  timer = setTimeout(() => void again(), pause)
  return { atOnce, soon }
}
