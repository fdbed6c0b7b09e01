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
