/** A line of a log, as eyes read it. */
export interface LogLine {
  /** Milliseconds since 1970; undefined for a line that is no event. */
  at: number | undefined
  isWarning: boolean
  event: string
  /** The other fields, each with its value. */
  fields: readonly (readonly [name: string, value: string])[]
}

/** Of pino. */
const WARN = 40

/** The newest first. A line that was cut, or is no event, stands as it is. */
export const readLogLines = (text: string): LogLine[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map(readLogLine)
    .toReversed()

function readLogLine(line: string): LogLine {
  const read = eventIn(line)
  if (!read) return { at: undefined, isWarning: false, event: line, fields: [] }
  const { level, time, msg, name: _name, ...more } = read
  const at = Date.parse(String(time))
  return {
    at: Number.isNaN(at) ? undefined : at,
    isWarning: Number(level) >= WARN,
    event: String(msg ?? ''),
    fields: Object.entries(more).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  }
}

function eventIn(line: string): Record<string, unknown> | undefined {
  try {
    const read: unknown = JSON.parse(line)
    return typeof read === 'object' && read !== null ? { ...read } : undefined
  } catch {
    return undefined
  }
}
