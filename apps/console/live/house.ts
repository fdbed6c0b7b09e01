import { Buffer } from 'node:buffer'
import { CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import type { ToldState } from '#core/control/control-events'
import type { StreamedEvent } from '#core/http/event-stream'
import { isOurEvent } from '#core/control/our-answer'
import { askPlain } from '#core/http/ask-plain'
import type { PlainPorts } from './ask.ts'
import { timeOn } from '#core/page/time-text'
import { readEvents } from './read-events.ts'
import type { ProcessState } from './process-state.ts'
import { tellGathered } from './tell-gathered.ts'

/** All processes, as they are now. */
export interface House {
  state(): readonly ProcessState[]
  /** @param listener is told after changes, of many in a moment once. @returns what ends it */
  onChange(listener: () => void): () => void
  close(): void
}

/** A process that is away is looked for so often. Milliseconds. */
const RECONNECT = 1000

/** A process, or another program at its port, may change as fast as it can: each telling goes to every open page. Milliseconds. */
const TELL_EACH = 100

/** One that answers and tells nothing (its control plane is off, or not for us) is asked whether it is up. Milliseconds. */
const ASK_HEALTH = 3000

/**
 * Listens to every process. Each tells by itself what changes; when its stream ends, it is down.
 * @param onEvent told of everything that they say
 */
export function watchHouse(at: PlainPorts, onEvent: (name: ControlledName, event: StreamedEvent) => void): House {
  const end = new AbortController()
  const listeners = new Set<() => void>()
  const toldAt = new Map<ControlledName, number>()
  const states = new Map<ControlledName, ProcessState>(
    CONTROLLED_NAMES.map((name) => [
      name,
      { name, port: at.ports[name], status: at.isYours?.(name) ? 'yours' : 'unknown', set: [] },
    ]),
  )

  const tellListeners = tellGathered(() => listeners.forEach((listener) => listener()), TELL_EACH, {
    clock: at.clock,
    signal: end.signal,
  })

  function become(name: ControlledName, state: Omit<ProcessState, 'name' | 'port'>): void {
    const next = { name, port: at.ports[name], ...state }
    if (JSON.stringify(states.get(name)) === JSON.stringify(next)) return
    states.set(name, next)
    toldAt.set(name, at.clock.monotonic())
    if (listeners.size > 0) tellListeners()
  }

  async function watch(name: ControlledName): Promise<void> {
    const { host, ports, clock, token } = at
    while (!end.signal.aborted) {
      const source = { host, port: ports[name], path: '/control/events', token, clock }
      const status = await readEvents(source, end.signal, (event) => {
        if (!isOurEvent(event)) throw new Error('this is no process of the sandbox')
        if (event.event === 'state') become(name, { status: 'up', ...stateAsTold(event.data as ToldState) }) // it has been looked at
        onEvent(name, event)
      }).catch(() => 0)
      if (end.signal.aborted) return
      const hasRefused = status >= 400 // it may be off (404), for programs of this machine alone (401, 403), or full (429)
      const isUp = hasRefused && (await isHealthy(name)) // one that is being started refuses everything for a moment
      become(name, { status: isUp ? 'untold' : 'down', set: [] })
      await clock.delay(isUp ? ASK_HEALTH : RECONNECT, end.signal).catch(() => {})
    }
  }

  async function isHealthy(name: ControlledName): Promise<boolean> {
    const question = { host: at.host, port: at.ports[name], method: 'GET', path: '/healthz', patience: ASK_HEALTH }
    return askPlain(question, at.clock).then(
      ({ status }) => status === 200,
      () => false,
    )
  }

  /** A clock was told once; it has gone on since. */
  function asOfNow(state: ProcessState): ProcessState {
    const { name, clock } = state
    if (!clock) return state
    const later = at.clock.monotonic() - (toldAt.get(name) ?? 0)
    return { ...state, clock: { ...clock, now: timeOn(clock, later) } }
  }

  for (const name of CONTROLLED_NAMES) if (!at.isYours?.(name)) void watch(name)
  return {
    state: () => [...states.values()].map(asOfNow),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => end.abort(),
  }
}

/** Of what one process says is set in it; a page is told of all of them in one event (core/http/event-stream.ts). Bytes of JSON. */
const MOST_SET = 40_000

/** Nothing else of it: another program at the port of a process could say anything, and as much as it likes. */
function stateAsTold({ set, clock: { isMoved, now, ahead, speed, skew } }: ToldState): ToldState {
  let room = MOST_SET
  const shown = set.filter((sentence) => (room -= Buffer.byteLength(JSON.stringify(sentence))) >= 0)
  return { set: shown, clock: { isMoved, now, ahead, speed, skew } }
}
