/** Room for so many bytes. Whoever needs more than is free waits, in order. */
export interface Room {
  /** Resolves when there is room. What is larger than the room has it alone. */
  enter(bytes: number): Promise<void>
  leave(bytes: number): void
}

export function createRoom(size: number): Room {
  let used = 0
  const line: { bytes: number; enter: () => void }[] = []
  const fits = (bytes: number) => used === 0 || used + bytes <= size

  return {
    enter(bytes) {
      if (line.length === 0 && fits(bytes)) {
        used += bytes
        return Promise.resolve()
      }
      return new Promise((resolve) => line.push({ bytes, enter: resolve }))
    },
    leave(bytes) {
      used -= bytes
      for (let first = line[0]; first && fits(first.bytes); first = line[0]) {
        used += first.bytes
        first.enter()
        line.shift()
      }
    },
  }
}
