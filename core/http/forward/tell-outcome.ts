import { errorText } from '../../error-text.ts'
import type { ForwardOutcome } from './options.ts'
import type { Log } from '../../log.ts'
import type { RequestContext } from '../../trace/request-context.ts'

/** Tells the trace of an answer before whoever asked has it: it is the next to tell something. */
export const tellAnswer =
  ({ recorder }: RequestContext) =>
  (status: number): void =>
    void recorder.step({ verb: 'answers', what: `with the ${status} of the service` })

/** Tells the trace how a request went that was passed on, and operators what went wrong. */
export function tellOutcome({ log }: { log: Log }, { recorder, trace }: RequestContext, outcome: ForwardOutcome): void {
  const { traceId } = trace
  const cause = 'cause' in outcome && outcome.cause !== undefined ? { cause: errorText(outcome.cause) } : {}
  switch (outcome.kind) {
    case 'answered':
      return // told by then
    case 'refused':
      log.warn({ traceId, type: outcome.problem.type, ...cause }, 'not-passed-on')
      return void recorder.step({
        verb: 'answers',
        what: `with the problem "${outcome.problem.type}"`,
        reason: outcome.problem.detail,
      })
    case 'broken-off':
      log.warn({ traceId, by: outcome.by, ...cause }, 'broken-off')
      return void recorder.step({
        verb: 'fails',
        what: 'to pass on the whole of an answer',
        reason: `it was ended by ${outcome.by}`,
      })
    case 'client-gone':
      return void recorder.step({ verb: 'fails', what: 'to answer', reason: 'whoever asked is gone' })
    case 'tunnel':
      return void recorder.step({ verb: 'answers', what: `with a connection that was ended by ${outcome.endedBy}` })
  }
}
