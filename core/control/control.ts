import type { Request, RequestHandler } from 'express'
import type { Clock } from '../clock.ts'
import { ALONE_HEADER, contextOf } from '../http/context.ts'
import { Problem } from '../http/problem.ts'
import type { Log } from '../log.ts'
import { shownText } from '../shown-text.ts'
import { layeredSureTime, type TimedLayer } from '../store/layered-time.ts'
import { shareNothing, type TraceContext } from '../trace/context.ts'
import { callerName } from './caller-name.ts'
import { createCapture, type Capture } from './capture.ts'
import { createControlEvents, type ControlEvents } from './control-events.ts'
import { createGoingBack, type GoingBack } from './going-back.ts'
import { createControlledClock, type ClockState, type ControlledClock } from './controlled-clock.ts'
import { sayClock } from './say-clock.ts'
import { createCertificateFaults, type PretendingDoor, type WrongCertificates } from './certificate-faults.ts'
import { endInTime } from './fault-end.ts'
import { createFaultRules, type FaultRule, type FaultRules, type SetFault } from './fault-rules.ts'
import { createFaultWaits } from './fault-waits.ts'
import { meetFault, type MetFault } from './inject.ts'
import { concernsKeysAt, type EarlierKeySets, type PublishedKeys } from './key-faults.ts'
import { refuseMisplaced, sayRule } from './rule-words.ts'
import { TROUBLES } from './troubles.ts'

/** What can be told to a process from outside, for tests and workshops. */
export interface Control extends Pick<GoingBack, 'onReset' | 'onClockBack' | 'clockBack'> {
  /** CONTROL=off: nobody can tell it anything. */
  readonly isOn: boolean
  /** Why the clock cannot be moved here; undefined when it can. */
  readonly fixedClock: string | undefined
  readonly clock: ControlledClock
  /** On while the clock is moved: what is made then is of no use afterwards. */
  readonly layer: TimedLayer
  readonly faults: FaultRules
  readonly capture: Capture
  /** What is set, a sentence each. */
  say(clock?: ClockState): string[]
  /** The same for an index and a health: nothing while nothing is set. */
  note(): { control?: string[] }
  /**
   * Sets a fault. @throws Problem control-full, or conflict where this process cannot have it, or where all faults
   * were taken back before it was set
   */
  addFault(rule: FaultRule): Promise<SetFault>
  /** Lets the TLS port show wrong certificates. */
  usesDoor(door: PretendingDoor, make: WrongCertificates): void
  /** Lets requests of a route meet their faults, and takes them down. In front of all handlers. */
  watch(on: string): RequestHandler
  /** The routes that are watched: what a fault can be about. */
  names(): readonly string[]
  /** What else is set in this process, a sentence each. */
  alsoSay(say: () => string[]): void
  /** One line of the log for each change: what was done, and what is set now. */
  logChange(act: string): void
  /** Everything back. @throws what one of those throws that go back, when all the others have */
  reset(): Promise<void>
  /** What is set and what is played, told to whoever listens: `GET /control/events`. */
  readonly events: ControlEvents
  /** From whom the keys come that faults of key sets change. */
  publishes(keys: PublishedKeys): void
  /** Does this process publish keys? Then it is the one that presets are about. */
  isAuthority(): boolean
}

export interface ControlSettings {
  /** The clock of the machine. */
  machine: Clock
  isOn: boolean
  fixedClock?: string | undefined
  /** Where it is said what was changed, and which faults were met. */
  log?: Pick<Log, 'info' | 'debug'>
}

/** How many sentences of what is set a line of the log has. */
const MOST_LOGGED = 10

/** A fault, or a trouble under its name. */
interface Met extends Pick<MetFault, 'effect' | 'earlier' | 'over'> {
  id: string
}

export function createControl({ machine, isOn, fixedClock, log }: ControlSettings): Control {
  const clock = createControlledClock(machine)
  const faults = createFaultRules()
  const capture = createCapture(machine)
  const waits = createFaultWaits(machine)
  const back = createGoingBack(clock)
  const { onReset, onClockBack, clockBack } = back
  const sayings: (() => string[])[] = []
  const names = new Set<string>()
  const layer = {
    get isOn() {
      return clock.isMoved()
    },
    get generation() {
      return back.generation
    },
  }
  const earlier = new WeakMap<SetFault, EarlierKeySets>()
  let published: PublishedKeys | undefined
  const door = createCertificateFaults(faults)
  const say = (at = clock.state()) => [
    ...sayClock(at),
    ...faults.list().map(sayRule),
    ...sayings.flatMap((each) => each().map(shownText)),
  ]
  const events = createControlEvents(machine, say, () => clock.state())

  /** A fault that was set here comes before one that a play brought along. Those are all about who publishes the keys. */
  function faultFor(on: string, from: string | undefined, { path }: Request, trace: TraceContext): Met | undefined {
    const { traceId, trouble: name } = trace
    const concerns = ({ effect }: FaultRule) => concernsKeysAt(path, effect, published)
    const fault = faults.isEmpty ? undefined : faults.take({ on, from, trace: traceId, concerns })
    if (fault) {
      // The first time of each is news; a log is not to grow with every request.
      log?.[fault.applied === 1 ? 'info' : 'debug']({ fault: fault.id, on, from, traceId }, 'fault-met')
      return { id: fault.id, effect: fault.rule.effect, earlier: earlier.get(fault), over: fault.over }
    }
    if (name === undefined || !published) return undefined
    const trouble = TROUBLES[name]
    return trouble.on === on || trouble.on === '*'
      ? { id: name, effect: trouble.effect, earlier: undefined, over: undefined }
      : undefined
  }

  return {
    isOn,
    fixedClock,
    clock,
    events,
    layer: Object.assign(layer, { sureNow: layeredSureTime(machine, clock, layer) }),
    faults,
    capture,
    say,
    note() {
      const said = say()
      return said.length > 0 ? { control: said } : {}
    },
    async addFault(rule) {
      refuseMisplaced(rule, published !== undefined)
      const { certificate } = rule.effect
      const { clearings } = faults
      if (certificate !== undefined) await door.prepare(certificate)
      if (faults.clearings > clearings)
        throw new Problem('conflict', 'All faults were taken back meanwhile: it is not set.')
      const fault = faults.add(rule)
      endInTime(fault, machine, () => void (faults.remove(fault.id), events.tellState()))
      if (rule.effect.keys === 'stale' && published) earlier.set(fault, published.snapshot())
      return fault
    },
    watch(on) {
      names.add(on)
      // Not async: while nothing is set, no request waits for a promise.
      return (request, response, next) => {
        if (!isOn) return next()
        const from = callerOf(request)
        const { trace } = contextOf(request)
        const { traceId, parentId, sampled } = trace
        const kept = capture.record(request, response, { on, from, traceId, ...(sampled && { parentId }) })
        if (!faults.isEmpty && faults.isAbout(trace.traceId)) {
          shareNothing(trace)
          response.setHeader(ALONE_HEADER, '1')
        }
        const fault = faultFor(on, from, request, trace)
        if (!fault) return next()
        kept.fault = fault.id
        const { effect, earlier: before, over } = fault
        const met = { effect, waits, keys: published, earlier: before, over }
        return meetFault(met, request, response).then((outcome) => void (outcome === 'goes on' && next()))
      }
    },
    names: () => [...names],
    alsoSay: (each) => void sayings.push(each),
    onReset,
    onClockBack,
    clockBack,
    logChange(act) {
      const set = say()
      const more = set.length > MOST_LOGGED && { more: set.length - MOST_LOGGED }
      log?.info({ act, set: set.slice(0, MOST_LOGGED), ...more }, 'control-changed')
      events.tellState()
    },
    async reset() {
      faults.clear()
      capture.clear()
      await back.allBack()
    },
    usesDoor: (ports, make) => door.use(ports, make),
    publishes: (keys) => (published = keys),
    isAuthority: () => published !== undefined,
  }
}

function callerOf({ headers }: Request): string | undefined {
  const agent = headers['user-agent']
  return agent === undefined ? undefined : callerName(agent)
}
