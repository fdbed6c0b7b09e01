import { Problem } from '#core/http/problem'
import type { KeySource } from '#core/token/trust'
import type { RequestContext } from '#core/trace/request-context'
import type { FactoryKeys } from './factory-keys.ts'

/** So many plays have keys of their own. */
export const MOST_PLAYS = 50

/** The keys as a request of a play sees them that shares nothing with others. */
export type KeysOfPlays = (context: RequestContext, ringId?: string) => KeySource

/**
 * Keys for one play alone: it starts without any, and what it has fetched is there for its next request. Who can name a
 * play can make one up, and each costs the factory a question for its keys: hence the bound on those that look for a key
 * at once. A play that does not at the moment may be over, so it gives way to others; if it is not, it asks again.
 */
export function keysOfPlays(open: (ringId?: string) => FactoryKeys): KeysOfPlays {
  const plays = new Map<string, { keys: FactoryKeys; looking: number }>()

  /** @throws Problem too-many-requests when too many look for keys */
  function enter(name: string, ringId: string | undefined) {
    const known = plays.get(name)
    if (!known && plays.size >= MOST_PLAYS) {
      const idle = plays.entries().find(([, { looking }]) => looking === 0)
      if (!idle) throw new Problem('too-many-requests', TOO_MANY_PLAYS, LATER_PLEASE)
      plays.delete(idle[0])
    }
    const play = known ?? { keys: open(ringId), looking: 0 }
    plays.delete(name)
    plays.set(name, play) // the last one to give way
    return play
  }

  return (context, ringId) => ({
    async select(hint) {
      const { traceId, alone } = context.trace
      const play = enter(`${traceId} ${alone} ${ringId ?? ''}`, ringId)
      play.looking++
      try {
        return await play.keys.source(context).select(hint)
      } finally {
        play.looking--
      }
    },
  })
}

const TOO_MANY_PLAYS = 'Too many plays that share no keys are going on. Ask again in a moment.'
const LATER_PLEASE = { headers: { 'retry-after': '1' } }
