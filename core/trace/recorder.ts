import { Buffer } from 'node:buffer'
import type { Clock } from '../clock.ts'
import { shownText } from '../shown-text.ts'
import { randomId } from './context.ts'
import { createHeldTokens, type HeldToken, type HeldTokens } from './held-tokens.ts'
import { explain, roundTime, type Step, type ReportedStep } from './step.ts'

/** Takes down the steps of one request in one process. */
export interface Recorder {
  /** False when nobody asked for a trace: then steps are not even put together. */
  readonly isOn: boolean
  /** @returns the id of the step, for the `traceparent` of a call that it describes */
  step(reported: ReportedStep): string
  /** Milliseconds since this process took up the request, for `tookMs`. */
  elapsed(): number
  /** Holds a token as it was signed, where the person who plays asked for it. It never stands in a step. */
  hold(token: Omit<HeldToken, 'who'>): void
  /** What has been taken down so far; undefined when off. */
  readonly recording: Recording | undefined
}

/** The steps of one request in one process, as it keeps and serves them. */
export interface Recording {
  /** The caller's step that led here. */
  parentId: string | undefined
  steps: RecordedStep[]
  /** Its trace was full: steps of it are left out. */
  isCut?: true
  /** Its trace was full: recordings after it are left out. */
  isLast?: true
}

export type RecordedStep = Step & { id: string }

/** Nobody asked: does nothing, costs nothing. */
export const silent: Recorder = {
  isOn: false,
  recording: undefined,
  step: () => SILENT_ID,
  elapsed: () => 0,
  hold: () => {},
}

/** For whoever keeps none, whatever a client asks for. */
export const NO_TRACES: Pick<Traces, 'record'> = { record: () => silent }

/** A fixed span id: without a trace there are no steps that it could name. */
export const SILENT_ID = '0000000000000001'

/** The last traces of this process, in memory and bounded. */
export interface Traces {
  /** @param holdsTokens whether the tokens that are signed in it are held, for `held` */
  record(traceId: string, parentId: string | undefined, holdsTokens?: boolean): Recorder
  get(traceId: string): Recording[]
  /** The same as a JSON text, which costs no more to send than it has characters. */
  json(traceId: string): string
  /** How many bytes are kept in all. */
  readonly size: number
  readonly held: HeldTokens
}

/**
 * Whoever calls may ask for a trace, so all of them together are bounded in bytes: steps are kept as the text that is
 * served, for a token of 15 kB can be a thousand objects. One trace fits, with those of the other processes, into one
 * answer of a peer.
 */
export const TRACE_LIMITS = { all: 16_000_000, trace: 128_000, step: 16_000, traces: 100, recordings: 50 }

/** What a recording is counted with besides its steps. */
const RECORDING = 200

interface KeptTrace {
  recordings: KeptRecording[]
  size: number
}

interface KeptRecording extends Omit<Recording, 'steps'> {
  /** Each as JSON. */
  steps: string[]
}

/** @param opening what every recording begins with, where there is something to say */
export function createTraces(
  who: string,
  clock: Clock,
  limits = TRACE_LIMITS,
  opening: () => ReportedStep | undefined = () => undefined,
): Traces {
  const traces = new Map<string, KeptTrace>()
  const held = createHeldTokens(clock)
  let size = 0

  function open(traceId: string): KeptTrace {
    const known = traces.get(traceId)
    if (known) return known
    const kept: KeptTrace = { recordings: [], size: 0 }
    traces.set(traceId, kept)
    return kept
  }

  /** @returns whether there was room for it in its trace */
  function grow(kept: KeptTrace, by: number): boolean {
    if (kept.size + by > limits.trace) return false
    kept.size += by
    size += by
    for (const [oldest, { size: gone }] of traces) {
      if (size <= limits.all && traces.size <= limits.traces) break
      size -= gone
      traces.delete(oldest)
    }
    return true
  }

  const json = (traceId: string) => `[${(traces.get(traceId)?.recordings ?? []).map(textOf).join(',')}]`

  return {
    held,
    record(traceId, parentId, holdsTokens = false) {
      const kept = open(traceId)
      if (kept.recordings.length >= limits.recordings || !grow(kept, RECORDING)) {
        const last = kept.recordings.at(-1)
        if (last) last.isLast = true
        return silent
      }
      const recording: KeptRecording = { parentId, steps: [] }
      kept.recordings.push(recording)
      const start = clock.monotonic()
      const elapsed = () => clock.monotonic() - start
      const recorder: Recorder = {
        isOn: true,
        get recording() {
          return JSON.parse(textOf(recording)) as Recording // put together below
        },
        elapsed,
        hold: (token) => void (holdsTokens && held.hold(traceId, { who, ...token })),
        step(reported) {
          const id = randomId(8)
          const sentence = shownText(explain(who, reported))
          const text = stepText({ id, who, ...reported, sentence, ...roundedTimes(reported, elapsed()) }, limits.step)
          // A trace that has had to go stays as it is: whoever still works on it must not fill the memory.
          if (traces.get(traceId) === kept && grow(kept, bytesOfText(text))) recording.steps.push(text)
          else recording.isCut = true
          return id
        },
      }
      const first = opening()
      if (first) recorder.step(first)
      return recorder
    },
    get: (traceId) => JSON.parse(json(traceId)) as Recording[], // put together above
    json,
    get size() {
      return size
    },
  }
}

const textOf = ({ parentId, steps, isCut, isLast }: KeptRecording) => {
  const parent = parentId === undefined ? '' : `"parentId":${JSON.stringify(parentId)},`
  const full = `${isCut ? ',"isCut":true' : ''}${isLast ? ',"isLast":true' : ''}`
  return `{${parent}"steps":[${steps.join(',')}]${full}}`
}

const roundedTimes = ({ tookMs }: ReportedStep, ms: number) => ({
  ms: roundTime(ms),
  ...(tookMs !== undefined && { tookMs: roundTime(tookMs) }),
})

/** As many as it takes on its way, or in memory if that is more: one letter beyond Latin-1 doubles all others there. */
function bytesOfText(text: string): number {
  const bytes = Buffer.byteLength(text)
  return bytes === text.length ? bytes : Math.max(bytes, 2 * text.length)
}

/** A step whose token is too long for a trace is told without it. */
function stepText(step: RecordedStep, limit: number): string {
  const text = JSON.stringify(step)
  if (bytesOfText(text) <= limit) return text
  const { token: _token, ...rest } = step
  const short = JSON.stringify({ ...rest, token: { header: LEFT_OUT, claims: LEFT_OUT } })
  return bytesOfText(short) <= limit ? short : tiny(step)
}

const LEFT_OUT = 'left out: longer than a trace shows'

/** What is always short. */
const tiny = ({ id, who, verb, ms }: RecordedStep) =>
  JSON.stringify({ id, who, verb, what: LEFT_OUT, sentence: `${who} did something that is too long to tell.`, ms })
