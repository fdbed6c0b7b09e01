import type { Clock } from '#core/clock'
import { askPlain } from '#core/http/ask-plain'
import type { Recording } from '#core/trace/recorder'
import { tellStory, type Recordings } from '#core/trace/story'

/** What a sandbox that runs in this process can tell of a request, for whoever wants to know why an answer was what it was. */
export interface StoryTeller {
  /** Sentences, in the order of cause and effect; none, where nobody here took part. */
  story(traceId: string): Promise<readonly string[]>
}

const tellers = new Set<StoryTeller>()

/** @returns what takes it out again */
export function tellsStories(teller: StoryTeller): () => void {
  tellers.add(teller)
  return () => void tellers.delete(teller)
}

/** What those that run here know of a trace. */
export async function storyOfTrace(traceId: string): Promise<readonly string[]> {
  const told = await Promise.all([...tellers].map((each) => each.story(traceId).catch(() => [])))
  return told.flat()
}

/** Milliseconds. */
const TRACE_PATIENCE = 10_000

/** @param ports the plain ports of the processes, by their names */
export function createStoryTeller(ports: Readonly<Record<string, number>>, machine: Clock): StoryTeller {
  async function ask(port: number, traceId: string): Promise<Recording[]> {
    const question = { host: 'localhost', port, method: 'GET', path: `/traces/${traceId}`, patience: TRACE_PATIENCE }
    const { status, text } = await askPlain(question, machine)
    const told: unknown = status === 200 ? JSON.parse(text) : []
    return Array.isArray(told) ? told : []
  }
  return {
    async story(traceId) {
      if (!/^[0-9a-f]{32}$/.test(traceId)) return []
      const all = await Promise.all(
        Object.entries(ports).map(async ([name, port]) => [name, await ask(port, traceId)] as const),
      )
      const recordings: Recordings = Object.fromEntries(all)
      const every = Object.values(recordings).flat()
      const ids = new Set(every.flatMap(({ steps }) => steps.map(({ id }) => id)))
      const first = every.find(({ parentId }) => parentId === undefined || !ids.has(parentId))
      return first ? tellStory(first, recordings).map(({ sentence }) => sentence) : []
    },
  }
}
