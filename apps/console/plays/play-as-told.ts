import type { ToldPlay } from '#core/trace/told-play'

/** A play of ours has less in its query, and a shorter name of its caller. Characters. */
const MOST_OF_TEXT = 500

/** Nothing else of it: another program at the port of a process could say anything, and as much as it likes. */
export const playAsTold = ({
  traceId,
  stepId,
  scenario,
  caller,
  query,
  startedAt,
  tookMs,
  status,
  byTool,
  byVisit,
}: ToldPlay): ToldPlay => ({
  traceId,
  ...(stepId !== undefined && { stepId }),
  scenario,
  caller: caller.slice(0, MOST_OF_TEXT),
  query: query.slice(0, MOST_OF_TEXT),
  startedAt,
  tookMs,
  status,
  ...(byTool === true && { byTool }),
  ...(byVisit === true && { byVisit }),
})
