import type { Clock } from '#core/clock'
import { randomId, writeTraceparent, writeTracestate } from '#core/trace/context'
import { guestStep } from '#core/http/guest-verdict'
import type { PeerAnswer } from '#core/http/peer'
import { sayBrought } from '#core/token/bring-token'
import { decodeUnverified } from '#core/token/decode-unverified'
import { createTraces } from '#core/trace/recorder'
import { roundTime, titleOf } from '#core/trace/step'
import type { ToldPlay } from '#core/trace/told-play'
import type { NumberedScenario, Role } from '#scenarios'
import type { AskProcess } from '../live/ask.ts'
import { collectHeldTokens, collectStory, type PlayBegin } from './collect-story.ts'
import type { KeptPlay } from './kept-play.ts'
import { askRevokedKeys } from './revoked-keys.ts'
import { playAsTold } from './play-as-told.ts'
import { createKeptPlays, type KEPT_LIMITS } from './kept-plays.ts'
import { playOutcomeOf } from './outcome.ts'
import { markOfSignature, markOfToken } from './signature-mark.ts'
import type { WayOfToken, SendToken } from './send-token.ts'

/** Plays that the console has seen: those from its pages, and those that others played meanwhile. */
export interface Plays {
  /** Plays a scenario on its caller. @throws Problem peer-unreachable */
  play(scenario: NumberedScenario, query: Record<string, string>): Promise<KeptPlay>
  /** Sends a token to a service, as the caller of a scenario would. @throws Problem as the sender does */
  send(order: SendOrder): Promise<{ play: KeptPlay; answer: PeerAnswer }>
  /** A process has told of a play. */
  heard(told: unknown): void
  get(traceId: string): KeptPlay | undefined
  list(): KeptPlay[]
  /** @param listener told of each that is new. @returns what ends it */
  onPlay(listener: (play: KeptPlay) => void): () => void
}

/** Of a burst of plays by others, as many wait for their steps to be collected; the rest is not shown. */
const COLLECT_LINE = 50

type MoreOfPlay = Pick<KeptPlay, 'answer' | 'tokens'>
const NO_TOKENS: MoreOfPlay = { tokens: [] }

/** A token, and who is to be shown it, at which address. */
export interface SendOrder {
  token: string
  /** How it comes: in one header, as Bearer, where nothing else is said. */
  way?: WayOfToken
  to: Role
  scenario: NumberedScenario
}

/** Others know its trace id, and may play in the same trace: behind its link stays what was played here. */
const isPlayedHere = (play: KeptPlay | undefined): boolean => play?.answer !== undefined

export interface PlaysParts {
  sendToken: SendToken
  ask: AskProcess
  clock: Clock
  scenarios: readonly NumberedScenario[]
  /** Longer than any play may take: the caller of the scenario names who is at fault before that. Milliseconds. */
  patience: number
  /** In these roles there is a service of somebody else, which tells no steps. */
  isYours?: (name: string) => boolean
  /** How many plays are kept, and in how many bytes; absent: as one's own console does. */
  limits?: typeof KEPT_LIMITS | undefined
}

export function createPlays({ ask, sendToken, clock, scenarios, patience, isYours, limits }: PlaysParts): Plays {
  const kept = createKeptPlays(limits)
  const listeners = new Set<(play: KeptPlay) => void>()
  /** Those that are played or sent from here just now. */
  const own = new Set<string>()
  const waiting: ToldPlay[] = []
  let isCollecting = false

  function keep(play: KeptPlay): KeptPlay {
    kept.add(play)
    for (const listener of listeners) listener(play)
    return play
  }

  /** Everything is asked for at once: a process that hangs is waited for once, and not for each thing that it could tell. */
  async function shown(
    told: ToldPlay,
    further: MoreOfPlay | Promise<MoreOfPlay>,
    isFirst: PlayBegin['isFirst'],
  ): Promise<KeptPlay> {
    const scenario = scenarios.find(({ number }) => number === told.scenario)
    const caller = scenario?.caller ?? 'servicea'
    const begin = { caller, isFirst }
    const [{ steps, missing, gaps, requests }, more] = await Promise.all([
      collectStory(ask, told.traceId, begin),
      further,
    ])
    const title = scenario?.title ?? `Scenario ${told.scenario}`
    const hasTokens = more.tokens.length > 0
    const untold = gaps.filter((name) => !isYours?.(name))
    const outcome = playOutcomeOf(steps, told.status, untold)
    const revoked = await askRevokedKeys(ask, steps)
    return { ...told, title, steps, missing, requests, outcome, hasTokens, ...more, ...revoked }
  }

  /** One after the other: nobody waits for these. Whatever the others tell of one, the next is shown. */
  async function collect(): Promise<void> {
    if (isCollecting) return
    isCollecting = true
    for (let told = waiting.shift(); told; told = waiting.shift()) {
      await shown(told, NO_TOKENS, ({ id }) => id === told.stepId)
        .then(keep)
        .catch(() => {})
    }
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
            ...writeTracestate(trace),
          },
          patience,
        })
        const tookMs = roundTime(clock.monotonic() - begin)
        const told = { traceId: trace.traceId, scenario: number, caller, startedAt, tookMs, status }
        const held = collectHeldTokens(ask, trace.traceId).then((tokens) => ({ answer: body, tokens }))
        const asked = { ...told, query: new URLSearchParams(query).toString() }
        return keep(await shown(asked, held, ({ verb }) => verb === 'plays'))
      } finally {
        own.delete(trace.traceId)
      }
    },
    async send({ token, way = {}, to, scenario: { number } }) {
      const traceId = randomId(16)
      const recorder = createTraces('console', clock).record(traceId, undefined)
      const shownToken = way.brought === 'no-token' ? undefined : decodeUnverified(token)
      const spanId = recorder.step({
        verb: 'sends',
        what: sayBrought('the token', way),
        to,
        ...(shownToken && { token: shownToken }),
      })
      const startedAt = clock.now()
      const begin = clock.monotonic()
      const path = `/scenario${number}-server`
      const answer = await sendToken({ token, way, to, path, traceId, recorder, spanId })
      const tookMs = roundTime(clock.monotonic() - begin)
      if (isYours?.(to)) recorder.step(guestStep(to, answer))
      const first = recorder.recording ?? { parentId: undefined, steps: [] }
      const { steps, gaps: _gaps, ...further } = await collectStory(ask, traceId, first) // its answer has said what became of it
      const told = { traceId, scenario: number, caller: 'console', query: '', startedAt, tookMs, status: answer.status }
      const title = `The token bench sends a token to ${titleOf(to)}`
      const outcome = playOutcomeOf(steps, answer.status)
      const marks = { signatureMark: markOfSignature(token), tokenMark: markOfToken(token) }
      const more = { hasTokens: false, tokens: [], answer: answer.body, ...marks }
      const kept = { ...told, title, steps, ...further, outcome, ...more, ...(await askRevokedKeys(ask, steps)) }
      return { play: keep(kept), answer }
    },
    heard(data) {
      const told = playAsTold(data as ToldPlay) // it has been looked at
      if (own.has(told.traceId) || isPlayedHere(kept.get(told.traceId)) || waiting.length >= COLLECT_LINE) return
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
