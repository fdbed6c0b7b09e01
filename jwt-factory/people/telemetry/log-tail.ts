import { Buffer } from 'node:buffer'

/** The last lines of a log, in memory. */
export interface LogTail {
  add(line: string): void
  text(): string
}

/** As many as Stoke shows. Bytes. */
export const LONGEST_TAIL = 6144

const CUT = '…\n'

/** Keeps whole lines, as many of the last ones as there is room for. A line that alone is longer is cut. */
export function createLogTail(most = LONGEST_TAIL): LogTail {
  let lines: { text: string; bytes: number }[] = []
  let size = 0
  return {
    add(line) {
      const text = cutLine(line, most)
      const bytes = Buffer.byteLength(text)
      lines.push({ text, bytes })
      size += bytes
      let gone = 0
      while (size > most) size -= lines[gone++]?.bytes ?? size
      if (gone > 0) lines = lines.slice(gone)
    },
    text: () => lines.map(({ text }) => text).join(''),
  }
}

function cutLine(line: string, most: number): string {
  if (Buffer.byteLength(line) <= most) return line
  const room = most - Buffer.byteLength(CUT)
  return (
    Buffer.from(line)
      .subarray(0, room)
      .toString()
      .replace(/\uFFFD+$/, '') + CUT
  ) // no half letter
}
