import { open } from 'node:fs/promises'
import { errorText } from '#core/error-text'

type WriteLine = (line: string) => void

/** Lines that the disk does not take are dropped beyond this. Bytes. */
const MOST_UNWRITTEN = 1_000_000

/**
 * Writes a log to a file, too. When the disk takes no more, that is told once, and the rest goes on.
 * @param file undefined: there is none
 * @param write where lines go besides
 * @param tell reaches the person at the terminal
 * @throws Error when the file cannot be opened
 */
export async function openLogFile(
  file: string | undefined,
  write: WriteLine,
  tell: WriteLine,
): Promise<{ write: WriteLine; close(): Promise<void> }> {
  if (file === undefined) return { write, close: () => Promise.resolve() }
  const opened = await open(file, 'a', 0o600).catch((error: unknown) => {
    throw new Error(`logging.log_file cannot be opened: ${errorText(error)}.`)
  })
  const stream = opened.createWriteStream()
  let isWritable = true
  stream.on('error', (error) => {
    if (isWritable) tell(`The log file is written no more: ${errorText(error)}.\n`)
    isWritable = false
  })
  return {
    write(line) {
      write(line)
      if (isWritable && stream.writableLength < MOST_UNWRITTEN) stream.write(line)
    },
    close: () => new Promise((resolve) => (isWritable ? stream.end(resolve) : resolve())),
  }
}
