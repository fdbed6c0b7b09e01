import { writeTraceparent } from '../../trace/context.ts'
import type { RequestContext } from '../../trace/request-context.ts'

/**
 * The trace of a request that goes on: a step for it, under which the next one tells its own. Nothing where nobody records.
 * @param to what the trace calls whoever it goes to
 */
export function tracedHeaders(what: string, { trace, recorder }: RequestContext, to: string): Record<string, string> {
  if (!recorder.isOn) return {}
  return { traceparent: writeTraceparent(trace, recorder.step({ verb: 'sends', what, to })) }
}
