import { isPartyName, PARTIES, PARTY_NAMES, SIGNING_PARTIES, type PartyName } from '#core/config/parties'
import { CONTROLLED_NAMES, KEY_OWNERS, type ControlledName } from '#core/config/processes'
import type { CapturedRequest } from '#core/control/capture'
import type { HeldToken } from '#core/trace/held-tokens'
import type { RecordedStep, Recording } from '#core/trace/recorder'
import type { Step } from '#core/trace/step'
import { gapsIn, tellWithIds, withoutId, type Recordings } from '#core/trace/story'
import type { AskProcess } from '../live/ask.ts'
import type { SeenRequest } from './kept-play.ts'

/** Who played, and by what its first step is known. */
export interface PlayBegin {
  caller: ControlledName
  isFirst: (step: RecordedStep) => boolean
}

export interface Story {
  steps: Step[]
  /** Those that could not be asked: their steps are missing. */
  missing: ControlledName[]
  /** Those of them, and of the others, who have done something here that the steps do not tell. */
  gaps: string[]
  /** What arrived at each. */
  requests: Record<string, SeenRequest[]>
}

/**
 * Asks every process what it did in a trace, and puts it into the order of cause and effect.
 * @param begin who played it, with the first step where that is known, or what the console itself did first
 */
export async function collectStory(ask: AskProcess, traceId: string, begin: PlayBegin | Recording): Promise<Story> {
  const missing: ControlledName[] = []
  const recordings: Recordings = {}
  const seen: Record<string, readonly ReceivedRequest[]> = {}
  await Promise.all([
    ...CONTROLLED_NAMES.map(async (name) => {
      const [answer, received] = await Promise.all([
        ask(name, { method: 'GET', path: `/traces/${traceId}` }).catch(() => undefined),
        collectRequests(ask, name, traceId),
      ])
      if (answer?.status === 200 && Array.isArray(answer.body))
        recordings[name] = answer.body as Recording[] // our own
      else missing.push(name)
      seen[name] = received
    }),
    ...PARTY_NAMES.map(async (party) => {
      const path = `/${party}/traces/${traceId}`
      const answer = await ask(PARTIES[party].host, { method: 'GET', path }).catch(() => undefined)
      if (answer?.status === 200 && Array.isArray(answer.body)) recordings[party] = answer.body as Recording[] // our own
    }),
  ])
  const first = 'steps' in begin ? begin : recordings[begin.caller]?.find(({ steps }) => steps.some(begin.isFirst))
  if (!first) return { steps: [], missing, gaps: 'steps' in begin ? [] : [begin.caller], requests: ofSteps(seen, []) }
  const told = tellWithIds(first, recordings)
  return {
    steps: told.map(withoutId),
    missing,
    gaps: [...gapsIn(first, recordings)].filter(keepsSteps),
    requests: ofSteps(seen, told),
  }
}

const keepsSteps = (name: string) => isPartyName(name) || (CONTROLLED_NAMES as readonly string[]).includes(name)

/** As many as a play of some hundred steps makes at one process. */
const MOST_REQUESTS = 200

/** As its process has captured it. */
type ReceivedRequest = Omit<SeenRequest, 'step'> & Pick<CapturedRequest, 'parentId'>

/** Which step each belongs to says the caller, in its `traceparent`: several may be under way at once, and come in any order. */
function ofSteps(seen: Record<string, readonly ReceivedRequest[]>, told: readonly RecordedStep[]): Story['requests'] {
  const numbers = new Map(told.map(({ id }, at) => [id, at + 1]))
  const numbered = ({ parentId, ...request }: ReceivedRequest): SeenRequest => {
    const step = numbers.get(parentId ?? '')
    return { ...request, ...(step !== undefined && { step }) }
  }
  return Object.fromEntries(Object.entries(seen).map(([name, requests]) => [name, requests.map(numbered)]))
}

async function collectRequests(ask: AskProcess, name: ControlledName, traceId: string): Promise<ReceivedRequest[]> {
  const answer = await ask(name, { method: 'GET', path: `/control/requests?trace=${traceId}` }).catch(() => undefined)
  const { requests = [] } = Object(answer?.status === 200 ? answer.body : {}) as { requests?: ReceivedRequest[] } // our own
  return requests.slice(0, MOST_REQUESTS).map(({ from, method, path, status, fault, parentId }) => ({
    method,
    path,
    ...(from !== undefined && { from }),
    ...(status !== undefined && { status }),
    ...(fault !== undefined && { fault }),
    ...(parentId !== undefined && { parentId }),
  }))
}

/** The tokens that were signed in a play that asked to have them held. */
export async function collectHeldTokens(ask: AskProcess, traceId: string): Promise<HeldToken[]> {
  const lists = await Promise.all([
    ...KEY_OWNERS.map(async (name) => {
      const answer = await ask(name, { method: 'GET', path: `/traces/${traceId}/tokens` }).catch(() => undefined)
      return answer?.status === 200 && Array.isArray(answer.body) ? (answer.body as HeldToken[]) : [] // our own
    }),
    ...SIGNING_PARTIES.map((party) => ofParty(ask, party, traceId)),
  ])
  return lists.flat()
}

async function ofParty(ask: AskProcess, party: PartyName, traceId: string): Promise<HeldToken[]> {
  const path = `/${party}/traces/${traceId}/tokens`
  const answer = await ask(PARTIES[party].host, { method: 'GET', path }).catch(() => undefined)
  return answer?.status === 200 && Array.isArray(answer.body) ? (answer.body as HeldToken[]) : [] // our own
}
