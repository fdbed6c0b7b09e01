import type { CaseResult } from '../probe-report.ts'
import type { Weighed } from './weigh-attempt.ts'

/** In which way a target answered nothing that could be judged. */
export type Broke = 'dropped' | 'cut' | 'failed' | 'hung'

/** What the target did, for `the target …`. */
export const BROKE_WORDS: Readonly<Record<Broke, string>> = {
  dropped: 'ended the connection without an answer',
  cut: 'ended the connection before its answer was whole',
  failed: 'answered with a 5xx',
  hung: 'did not answer in time',
}

/**
 * What may be over the next time: a restart, a proxy that finds nobody behind it for a moment, a pause in which a process cleans up its
 * memory. Not a 503: it was repeated at once, and stayed. Nor what hung in the family cost: there a long answer is the finding itself,
 * and a target that has paid once may remember what it paid for, so an answer in time the second time would take nothing back.
 */
export function whatBroke({ finding, ...shown }: CaseResult | Weighed, family: string): Broke | undefined {
  if (finding?.kind === 'hung') return family === 'cost' ? undefined : 'hung'
  if (finding?.kind !== 'crashed') return undefined
  const status = 'got' in shown ? shown.got?.status : 'answer' in shown ? shown.answer?.status : undefined
  if (status === undefined) return 'dropped'
  if (status < 500) return 'cut'
  return status === 503 ? undefined : 'failed'
}
