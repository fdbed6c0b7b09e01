import type { Clock } from '../clock.ts'
import { createProgress } from './progress.ts'

/** Where a command writes to. */
export interface Terminal {
  /** The result. */
  write(text: string): void
  /** Beside the result, which may be for a program: to the person (standard error). */
  tell(text: string): void
  /** How far it has come: shown meanwhile, and no part of the result. */
  progress(text: string): void
  /** Whether a person reads the result as it comes. */
  isTerminal: boolean
  /** Infinity where no person looks: then no line is broken. */
  columns: number
  colours: boolean
}

/** @param write what writes to standard output, and survives its readers */
export function terminalOf({ stdout, stderr, env }: NodeJS.Process, write: Terminal['write'], clock: Clock): Terminal {
  const progress = createProgress(env['TERM'] === 'dumb' ? { write: (text) => stderr.write(text) } : stderr, clock)
  const { isTTY = false } = stdout
  return {
    write(text) {
      progress.clear()
      write(text)
    },
    tell(text) {
      progress.clear()
      stderr.write(text)
    },
    progress: progress.show,
    isTerminal: isTTY,
    columns: columnsOf(stdout),
    colours: isTTY && !env['NO_COLOR'],
  }
}

export const columnsOf = ({ isTTY, columns }: { isTTY?: boolean; columns?: number }): number =>
  (isTTY && columns) || Infinity

/** Lines that nobody takes are dropped beyond this: a log is worth less than the process. Bytes. */
const MAX_UNREAD = 1_000_000

/**
 * Lets a process live on when nobody reads what it writes, or no longer: `npm start | head -1` ends the reader, and
 * ends no factory.
 * @returns what writes a line to standard output
 */
export function surviveReaders({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): (line: string) => void {
  let isRead = true
  stdout.on('error', () => (isRead = false))
  stderr.on('error', () => {})
  return (line) => void (isRead && stdout.writableLength < MAX_UNREAD && stdout.write(line))
}
