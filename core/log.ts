import { pino, type Logger } from 'pino'
import type { Clock } from './clock.ts'
import { shownLines, shownText } from './shown-text.ts'
import { redact } from './token/redact.ts'

/** An event with fields: `log.warn({ reason, traceId }, 'token-rejected')`. For operators; traces are for learners. */
export type Log = Logger

export interface LogSettings {
  name: string
  level: string
  format: 'pretty' | 'json'
  clock: Clock
  /** Where lines go; one call, one line. */
  write: (line: string) => void
}

/** Tokens and private keys are taken out at the sink, and what moves a terminal, so that a forgotten place is still safe. */
export function createLog({ name, level, format, clock, write }: LogSettings): Log {
  const render = format === 'pretty' ? prettyLine : (line: string) => `${shownText(line.trimEnd())}\n`
  return pino(
    { level, base: { name }, timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"` },
    { write: (line: string) => write(redact(render(line))) },
  )
}

const LEVEL_NAMES: Record<number, string> = {
  10: 'trace',
  20: 'debug',
  30: 'info ',
  40: 'warn ',
  50: 'error',
  60: 'fatal',
}

/** A text stands as it is, unless it could be taken for several fields. */
const prettyValue = (value: unknown) =>
  typeof value === 'string' && !value.includes(BETWEEN_FIELDS) ? value : JSON.stringify(value)

const BETWEEN_FIELDS = '  '

function prettyLine(line: string): string {
  const { level, time, name, msg, err, ...fields } = JSON.parse(line)
  const shown = Object.entries(fields).map(([key, value]) => `${key}=${prettyValue(value)}`)
  const stack = err?.stack ? `\n${shownLines(err.stack).join('\n')}` : ''
  return `${time.slice(11, 23)} ${LEVEL_NAMES[level] ?? level} ${name} ${shownText([msg, ...shown].join(BETWEEN_FIELDS))}${stack}\n`
}
