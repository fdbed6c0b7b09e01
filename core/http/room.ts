/**
 * Room for so many bytes. Whoever needs more than is free waits, in order; of those who waited, one for each round of
 * events is let in, for what it does in there may take a while.
 */
export interface Room {
  /** Resolves with true when there is room, and with false at once when too many wait. */
  enter(bytes: number): Promise<boolean>
  leave(bytes: number): void
}

export interface RoomSettings {
  /** What is larger has it alone. */
  size: number
  /** What those may have together who wait. */
  line: number
  /** So little passes the line. */
  little: number
}

export function createRoom({ size, line, little }: RoomSettings): Room {
  let used = 0
  let waiting = 0
  const waiters: { bytes: number; enter: (isIn: boolean) => void }[] = []
  const fits = (bytes: number) => used === 0 || used + bytes <= size
  const passes = (bytes: number) => bytes <= little && used + bytes <= 2 * size

  let isOpening = false

  function open(): void {
    if (isOpening) return
    isOpening = true
    setImmediate(() => {
      isOpening = false
      letIn()
    })
  }

  function letIn(): void {
    const [first] = waiters
    if (!first || !fits(first.bytes)) return // whoever leaves opens again
    waiters.shift()
    waiting -= first.bytes
    used += first.bytes
    first.enter(true)
    open()
  }

  return {
    enter(bytes) {
      if ((waiters.length === 0 && fits(bytes)) || passes(bytes)) {
        used += bytes
        return Promise.resolve(true)
      }
      if (waiting + bytes > line) return Promise.resolve(false)
      waiting += bytes
      return new Promise((enter) => waiters.push({ bytes, enter }))
    },
    leave(bytes) {
      used -= bytes
      if (waiters.length > 0) open()
    },
  }
}
