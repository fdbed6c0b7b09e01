import { pino } from 'pino'
import type { Clock } from './clock.ts'
import { createLogPace, type LogPace } from './log-pace.ts'
import { shownLines, shownText } from './shown-text.ts'
import { redact } from './token/redact.ts'

/** An event with fields: `log.warn({ reason, traceId }, 'token-rejected')`. For operators; traces are for learners. */
export interface Log {
  level: string
  isLevelEnabled(level: string): boolean
  child(fields: object): Log
  debug(fields: object | string, event?: string): void
  info(fields: object | string, event?: string): void
  warn(fields: object | string, event?: string): void
  error(fields: object | string, event?: string): void
  fatal(fields: object | string, event?: string): void
}

export interface LogSettings {
  name: string
  level: string
  format: 'pretty' | 'json'
  clock: Clock
  /** Where lines go; one call, one line. */
  write: (line: string) => void
}

/**
 * Tokens and private keys are taken out at the sink, and what moves a terminal, so that a forgotten place is still safe; and no event is
 * written without end, whoever causes it (`lines-left-out` says how many are not there).
 */
export function createLog({ name, level, format, clock, write }: LogSettings): Log {
  const render = format === 'pretty' ? prettyLine : (line: string) => `${shownText(line.trimEnd())}\n`
  const pace = createLogPace({
    clock,
    tell: (event, leftOut) => log.warn({ event, leftOut }, LINES_LEFT_OUT),
  })
  const log: Log = pino(
    {
      level,
      base: { name },
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      hooks: {
        logMethod(args, method, levelNumber) {
          if (levelNumber < EVERYBODY_SEES || isToBeWritten(args, pace)) method.apply(this, args)
        },
      },
    },
    { write: (line: string) => write(redact(render(line))) },
  )
  return log
}

const LINES_LEFT_OUT = 'lines-left-out'

/** `info`: whoever wants what is below asks for it, and gets all of it. */
const EVERYBODY_SEES = 30

/** The event stands before its fields, or behind them. */
function isToBeWritten([first, second]: readonly unknown[], pace: Pick<LogPace, 'admits'>): boolean {
  const event = typeof first === 'string' ? first : typeof second === 'string' ? second : ''
  return event === LINES_LEFT_OUT || pace.admits(event)
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
