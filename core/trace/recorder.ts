import type { Clock } from '../clock.ts'
import { randomId } from './context.ts'
import { explain, type Step, type Told } from './step.ts'

/** Takes down the steps of one request in one process. */
export interface Recorder {
  /** False when nobody asked for a trace: then steps are not even put together. */
  readonly isOn: boolean
  /** @returns the id of the step, for the `traceparent` of a call that it describes */
  step(told: Told): string
  /** Milliseconds since this process took up the request, for `tookMs`. */
  elapsed(): number
  /** What has been taken down so far; undefined when off. */
  readonly recording: Recording | undefined
}

/** The steps of one request in one process, as it keeps and serves them. */
export interface Recording {
  /** The caller's step that led here. */
  parentId: string | undefined
  steps: RecordedStep[]
}

export type RecordedStep = Step & { id: string }

/** Nobody asked: does nothing, costs nothing. */
export const silent: Recorder = { isOn: false, recording: undefined, step: () => SILENT_ID, elapsed: () => 0 }

/** A fixed span id: without a trace there are no steps that it could name. */
const SILENT_ID = '0000000000000001'

/** The last traces of this process, in memory and bounded. */
export interface Traces {
  record(traceId: string, parentId: string | undefined): Recorder
  get(traceId: string): Recording[]
}

const MAX_TRACES = 100
const MAX_RECORDINGS_PER_TRACE = 50
const MAX_STEPS_PER_RECORDING = 200

export function createTraces(who: string, clock: Clock): Traces {
  const traces = new Map<string, Recording[]>()

  function open(traceId: string): Recording[] {
    const known = traces.get(traceId)
    if (known) return known
    const recordings: Recording[] = []
    traces.set(traceId, recordings)
    const [oldest] = traces.keys()
    if (traces.size > MAX_TRACES && oldest !== undefined) traces.delete(oldest)
    return recordings
  }

  return {
    record(traceId, parentId) {
      const recordings = open(traceId)
      if (recordings.length >= MAX_RECORDINGS_PER_TRACE) return silent
      const recording: Recording = { parentId, steps: [] }
      recordings.push(recording)
      const start = clock.monotonic()
      const elapsed = () => round(clock.monotonic() - start)
      return {
        isOn: true,
        recording,
        elapsed,
        step(told) {
          const id = randomId(8)
          if (recording.steps.length < MAX_STEPS_PER_RECORDING) {
            recording.steps.push({ id, who, ...told, sentence: explain(who, told), ms: elapsed() })
          }
          return id
        },
      }
    },
    get: (traceId) => traces.get(traceId) ?? [],
  }
}

const round = (milliseconds: number) => Math.round(milliseconds * 100) / 100
