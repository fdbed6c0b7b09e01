import type { RequestContext } from '#core/access/dialect'
import { SILENT_ID, type Recorder } from '#core/trace/recorder'
import type { StepCheck } from '#core/trace/step'

/**
 * A request of nobody, with its trace in memory: whatever a system tells, whole, and gone with it. Traces of a process are bounded in
 * bytes and would leave out what is long.
 */
export function createPlainContext(): { context: RequestContext; checks(): readonly StepCheck[] } {
  let last: readonly StepCheck[] = []
  const recorder: Recorder = {
    isOn: true,
    recording: undefined,
    elapsed: () => 0,
    hold: () => {},
    step({ checks }) {
      if (checks) last = checks // of several tokens the last one decides: the first that fails ends it
      return SILENT_ID
    },
  }
  const trace = { traceId: '0'.repeat(31) + '1', parentId: undefined, sampled: true }
  return { context: { trace, recorder, deadline: Infinity }, checks: () => last }
}

/** Judging is no event: nobody sent the token. */
export const UNHEARD = { warn: () => {} }
