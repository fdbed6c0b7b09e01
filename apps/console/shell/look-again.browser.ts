/** When something has changed, it is looked at again soon; while nothing does, less and less often. Milliseconds. */
const SOON = 2000
const RARELY = 8000

/**
 * Looks again and again, while the page is seen. What the console tells by itself is looked at when it is told.
 * @param look finds out what there is now, as text: by that it is known whether something has changed
 * @returns what looks at once, and often again from then on
 */
export function lookAgain(look: () => Promise<string | undefined>): () => Promise<void> {
  let pause = SOON
  let before: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function again(): Promise<void> {
    clearTimeout(timer)
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

  document.addEventListener('visibilitychange', () => void (document.hidden || atOnce()))
  timer = setTimeout(() => void again(), pause)
  return atOnce
}
