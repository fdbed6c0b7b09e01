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
