import type { Clock } from '#core/clock'
import type { RequestContext } from '#core/trace/request-context'
import { isPartyName, PARTIES, type PartyName } from '#core/config/parties'
import { isPeerName, isProcessName, type PeerName } from '#core/config/processes'
import { deadlineIn } from '#core/http/context'
import type { Peers } from '#core/http/peers'
import { Problem } from '#core/http/problem'
import { createRoom } from '#core/http/room'
import { redact } from '#core/token/redact'
import { silent, SILENT_ID, type Recording, type Traces } from '#core/trace/recorder'
import { asWritten, explain, roundTime, type Step } from '#core/trace/step'
import { gapsIn, tellStory, type Recordings } from '#core/trace/story'
import { isRole, type Role } from '#scenarios'
import type { IsGuest } from '../stage/guest-callee.ts'

export interface TraceCollectorParts {
  role: Role
  /** The steps of this service itself. */
  traces: Pick<Traces, 'get'>
  /** Those of parties that are in this very process. */
  here: Partial<Record<PartyName, Pick<Traces, 'get'>>>
  /** Whoever else took part. */
  peers: Pick<Peers, 'get'>
  /** Services of somebody else record nothing for us. */
  isGuest: IsGuest
  clock: Clock
  /** What a play may take in all. */
  timeoutMilliseconds: number
}

/** A process that does not hand out its steps in this part of the time that a play may take is left out, which the story says. */
const PART_OF_PLAY = 1 / 5
/** It has so long all the same. Milliseconds. */
const LEAST_PATIENCE = 1000

/** Puts the steps of all into one story. @throws Problem cannot-decide when too many plays wait for theirs */
export type CollectTrace = (context: RequestContext) => Promise<Step[]>

/**
 * Asks every process that took part for its steps. Who took part follows from the steps: whoever was called, and whoever
 * those called.
 */
export function traceCollector(parts: TraceCollectorParts): CollectTrace {
  // Parsed, the steps of all processes may have some megabytes: two plays at once ask for them, some more wait.
  const collecting = createRoom({ size: 2, line: 500, little: 0 })
  return async (context) => {
    if (!(await collecting.enter(1))) throw new Problem('cannot-decide', TOO_MANY)
    try {
      return await collect(parts, context)
    } finally {
      collecting.leave(1)
    }
  }
}

const TOO_MANY = 'Too many plays ask for their trace at the moment. Ask again in a moment, or without ?trace=1.'

async function collect(parts: TraceCollectorParts, { trace, recorder }: RequestContext): Promise<Step[]> {
  const { role, traces, isGuest } = parts
  const recordings: Recordings = { [role]: traces.get(trace.traceId) }
  /** Why, by who does not hand out its steps. */
  const unasked = new Map<string, string>()
  for (let asked = missing(recordings); asked.length > 0; asked = missing(recordings)) {
    const answers = await Promise.all(
      asked.map(async (name) => {
        if (isRole(name) && isGuest(name)) return []
        const answer = await fetchRecordings(parts, name, trace.traceId)
        if (typeof answer === 'object') return answer
        unasked.set(name, answer)
        return []
      }),
    )
    for (const [index, name] of asked.entries()) recordings[name] = answers[index] ?? []
  }
  const { recording } = recorder
  if (!recording) return [notKept(role, 'to keep the steps of this play', 0)]
  const told = () => tellStory(recorder.recording ?? recording, recordings)
  const story = told()
  for (const [name, reason] of unasked) {
    if (isTold(story, reason)) continue
    recorder.step({ verb: 'fails', what: `to learn what ${asWritten(name)} did`, reason })
  }
  const gaps = [...gapsIn(recording, recordings)].filter(
    (name) => name in recordings && !unasked.has(name) && !isBlamed(story, name) && !(isRole(name) && isGuest(name)),
  )
  const ms = roundTime(recorder.elapsed())
  return [
    ...(unasked.size > 0 ? told() : story),
    ...gaps.map((name) => notKept(role, `to learn all that ${asWritten(name)} did`, ms)),
  ]
}

/** Said beside the trace: the trace itself may have no room for it. */
function notKept(role: Role, what: string, ms: number): Step {
  const step = { verb: 'fails', what, reason: STEPS_NOT_KEPT } as const
  return { who: role, ...step, sentence: explain(role, step), ms }
}

const STEPS_NOT_KEPT = 'a process keeps only so many steps of one trace, and so many traces.'

/** A play that could not reach somebody has said so. It waits for an answer longer than for steps. */
const isTold = (story: Step[], why: string) => story.some(({ reason = '' }) => withoutTime(reason) === withoutTime(why))

const withoutTime = (why: string) => why.replace(/^(\S+ did not answer) within [\d.]+ ms/, '$1')

/** It is known that something went wrong with it: then nothing may have arrived there. */
const isBlamed = (story: Step[], name: string) => story.some(({ reason = '' }) => reason.startsWith(`${name} `))

function missing(recordings: Recordings): (PeerName | PartyName)[] {
  const steps = Object.values(recordings)
    .flat()
    .flatMap((recording) => recording.steps)
  const called = new Set(steps.flatMap(({ to }) => (to === undefined || to in recordings ? [] : [to])))
  return [...called].filter((name) => isPartyName(name) || (isProcessName(name) && isPeerName(name))) as (
    PeerName | PartyName
  )[] // by the line itself
}

/** The recordings come from our own processes. @returns why there are none, for a person, where one does not hand them out */
async function fetchRecordings(
  { here, peers, clock, timeoutMilliseconds }: TraceCollectorParts,
  name: PeerName | PartyName,
  traceId: string,
): Promise<Recording[] | string> {
  const own = isPartyName(name) ? here[name] : undefined
  if (own) return own.get(traceId)
  const context = {
    trace: { traceId, parentId: undefined, sampled: false },
    recorder: silent,
    deadline: deadlineIn(Math.max(LEAST_PATIENCE, timeoutMilliseconds * PART_OF_PLAY), clock),
  }
  const asked = isPartyName(name) ? PARTIES[name].host : name
  const path = isPartyName(name) ? `/${name}/traces/${traceId}` : `/traces/${traceId}`
  try {
    const { status, body } = await peers.get(asked).call({ method: 'GET', path, expects: 'trace' }, context, SILENT_ID)
    if (status !== 200) return `${asked} answers ${status} when it is asked for its steps.`
    return Array.isArray(body) ? body : `${asked} answers 200 and no steps.`
  } catch (error) {
    return error instanceof Problem ? redact(error.detail) : `${asked} cannot be asked for its steps.`
  }
}
