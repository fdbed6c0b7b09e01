import type { Clock } from '#core/clock'
import { randomId, writeTraceparent, writeTracestate } from '#core/trace/context'
import { roundTime } from '#core/trace/step'
import type { ToldPlay } from '#core/trace/told-play'
import type { NumberedScenario } from '#scenarios'
import type { AskProcess } from '../live/ask.ts'
import { collectHeldTokens, collectStory } from './collect-story.ts'
import type { KeptPlay } from './kept-play.ts'
import { createKeptPlays } from './kept-plays.ts'
import { playOutcomeOf } from './outcome.ts'

/** Plays that the console has seen: those from its pages, and those that others played meanwhile. */
export interface Plays {
  /** Plays a scenario on its caller. @throws Problem peer-unreachable */
  play(scenario: NumberedScenario, query: Record<string, string>): Promise<KeptPlay>
  /** A process has told of a play. */
  heard(told: unknown): void
  get(traceId: string): KeptPlay | undefined
  list(): KeptPlay[]
  /** @param listener told of each that is new. @returns what ends it */
  onPlay(listener: (play: KeptPlay) => void): () => void
}

/** Longer than any play may take: the caller of the scenario names who is at fault before that. Milliseconds. */
const LONGEST_PLAY = 20_000

/** Of a burst of plays by others, as many wait for their steps to be collected; the rest is not shown. */
const COLLECT_LINE = 50

export interface PlaysParts {
  ask: AskProcess
  clock: Clock
  scenarios: readonly NumberedScenario[]
}

export function createPlays({ ask, clock, scenarios }: PlaysParts): Plays {
  const kept = createKeptPlays()
  const listeners = new Set<(play: KeptPlay) => void>()
  const own = new Set<string>()
  const waiting: ToldPlay[] = []
  let isCollecting = false

  function keep(play: KeptPlay): KeptPlay {
    kept.add(play)
    for (const listener of listeners) listener(play)
    return play
  }

  async function shown(told: ToldPlay, more: Pick<KeptPlay, 'answer' | 'tokens'>): Promise<KeptPlay> {
    const scenario = scenarios.find(({ number }) => number === told.scenario)
    const caller = scenario?.caller ?? 'servicea'
    const { steps, missing, requests } = await collectStory(ask, told.traceId, caller)
    const title = scenario?.title ?? `Scenario ${told.scenario}`
    const hasTokens = more.tokens.length > 0
    return { ...told, title, steps, missing, requests, outcome: playOutcomeOf(steps, told.status), hasTokens, ...more }
  }

  /** One after the other: nobody waits for these. */
  async function collect(): Promise<void> {
    if (isCollecting) return
    isCollecting = true
    for (let told = waiting.shift(); told; told = waiting.shift()) keep(await shown(told, { tokens: [] }))
    isCollecting = false
  }

  return {
    async play({ number, caller }, query) {
      const trace = { traceId: randomId(16), parentId: undefined, sampled: true, holdsTokens: true }
      own.add(trace.traceId)
      try {
        const startedAt = clock.now()
        const begin = clock.monotonic()
        const { status, body } = await ask(caller, {
          method: 'GET',
          path: `/scenario${number}?${new URLSearchParams(query)}`,
          headers: {
            traceparent: writeTraceparent(trace, randomId(8)),
            'user-agent': 'jwt-sandbox-console',
            ...writeTracestate(trace),
          },
          patience: LONGEST_PLAY,
        })
        const tookMs = roundTime(clock.monotonic() - begin)
        const told = { traceId: trace.traceId, scenario: number, caller, startedAt, tookMs, status }
        const tokens = await collectHeldTokens(ask, trace.traceId)
        return keep(await shown({ ...told, query: new URLSearchParams(query).toString() }, { answer: body, tokens }))
      } finally {
        own.delete(trace.traceId)
      }
    },
    heard(data) {
      const told = data as ToldPlay // of a process of our own
      if (own.has(told.traceId) || waiting.length >= COLLECT_LINE) return
      waiting.push(told)
      void collect()
    },
    get: kept.get,
    list: kept.list,
    onPlay(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
