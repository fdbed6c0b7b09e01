import { KEY_OWNERS, type ControlledName } from '#core/config/processes'
import { CONTROLLED_NAMES } from '#core/config/processes'
import type { HeldToken } from '#core/trace/held-tokens'
import type { Recording } from '#core/trace/recorder'
import type { Step } from '#core/trace/step'
import { tellStory, type Recordings } from '#core/trace/story'
import type { AskProcess } from '../live/ask.ts'

export interface Story {
  steps: Step[]
  /** Those that could not be asked: their steps are missing. */
  missing: ControlledName[]
}

/**
 * Asks every process what it did in a trace, and puts it into the order of cause and effect.
 * @param begin who played it, or what the console itself did first
 */
export async function collectStory(
  ask: AskProcess,
  traceId: string,
  begin: ControlledName | Recording,
): Promise<Story> {
  const missing: ControlledName[] = []
  const recordings: Recordings = {}
  await Promise.all(
    CONTROLLED_NAMES.map(async (name) => {
      const answer = await ask(name, { method: 'GET', path: `/traces/${traceId}` }).catch(() => undefined)
      if (answer?.status === 200 && Array.isArray(answer.body))
        recordings[name] = answer.body as Recording[] // our own
      else missing.push(name)
    }),
  )
  const first =
    typeof begin === 'string'
      ? recordings[begin]?.findLast(({ steps }) => steps.some(({ verb }) => verb === 'plays'))
      : begin
  return { steps: first ? tellStory(first, recordings) : [], missing }
}

/** The tokens that were signed in a play that asked to have them held. */
export async function collectHeldTokens(ask: AskProcess, traceId: string): Promise<HeldToken[]> {
  const lists = await Promise.all(
    KEY_OWNERS.map(async (name) => {
      const answer = await ask(name, { method: 'GET', path: `/traces/${traceId}/tokens` }).catch(() => undefined)
      return answer?.status === 200 && Array.isArray(answer.body) ? (answer.body as HeldToken[]) : [] // our own
    }),
  )
  return lists.flat()
}
