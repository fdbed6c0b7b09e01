import type { Readable } from 'node:stream'

/** Bytes that are kept of what a program says before it is ready. */
const MOST_KEPT = 10_000

/**
 * Waits until a program says that it is ready. All that it says is read, afterwards, too: a full pipe would stop it.
 * @returns undefined then; what it has said when it ends before
 */
export const untilSays = (stream: Readable | null, words: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    let said = ''
    stream?.on('data', (chunk: Buffer) => {
      if (said.length < MOST_KEPT) said += String(chunk)
      if (said.includes(words)) resolve(undefined)
    })
    stream?.once('end', () => resolve(said))
  })
