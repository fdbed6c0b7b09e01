import type { DialectGap } from './dialect.ts'

export interface GapLog {
  warn(fields: object, event: string): void
  debug(fields: object, event: string): void
}

/**
 * Says what a dialect lets through, once for each place at which it is spoken and in one line; who wants sentences, sets
 * LOG_LEVEL=debug, or reads the page of the dialect. A safe one is not spoken of.
 */
export function tellGaps(
  log: GapLog,
  { at, dialect, gaps }: { at: string; dialect: string; gaps: readonly Omit<DialectGap, 'by'>[] },
): void {
  if (gaps.length === 0) return
  log.warn(
    { at, dialect, weaknesses: gaps.map(({ id }) => id).join(' '), advice: WHERE_IT_IS_SAID },
    'dialect-is-unsafe',
  )
  for (const { id, says, bound } of gaps)
    log.debug({ dialect, says: `${id}: ${says}`, ...(bound && { bound }) }, 'dialect-gap')
}

const WHERE_IT_IS_SAID = 'LOG_LEVEL=debug says what each is, and core/access/dialects/README.md'
