import type { Request, RequestHandler } from 'express'
import type { Clock } from '../clock.ts'
import { contextOf } from '../http/context.ts'
import type { Layer } from '../store/layered-store.ts'
import { createCapture, type Capture } from './capture.ts'
import { createControlledClock, type ClockState, type ControlledClock } from './controlled-clock.ts'
import { sayClock } from './say-clock.ts'
import { createCertificateFaults, type PretendingDoor, type WrongCertificates } from './certificate-faults.ts'
import { createFaultRules, sayRule, type FaultRule, type FaultRules, type SetFault } from './fault-rules.ts'
import { meetFault } from './inject.ts'
import type { EarlierKeySets, PublishedKeys } from './key-faults.ts'
import { TROUBLES } from './troubles.ts'

/** What can be told to a process from outside, for tests and workshops. */
export interface Control {
  /** CONTROL=off: nobody can tell it anything. */
  readonly isOn: boolean
  /** Why the clock cannot be moved here; undefined when it can. */
  readonly fixedClock: string | undefined
  readonly clock: ControlledClock
  /** On while the clock is moved: what is made then is of no use afterwards. */
  readonly layer: Layer
  readonly faults: FaultRules
  readonly capture: Capture
  /** What is set, a sentence each. */
  say(clock?: ClockState): string[]
  /** The same for an index and a health: nothing while nothing is set. */
  note(): { control?: string[] }
  /** Sets a fault. @throws Problem too-many-requests, or conflict where this process cannot have it */
  addFault(rule: FaultRule): Promise<SetFault>
  /** Lets the TLS port show wrong certificates. */
  usesDoor(door: PretendingDoor, make: WrongCertificates): void
  /** Lets requests of a route meet their faults, and takes them down. In front of all handlers. */
  watch(on: string): RequestHandler
  /** The routes that are watched: what a fault can be about. */
  names(): readonly string[]
  /** What else is set in this process, a sentence each. */
  alsoSay(say: () => string[]): void
  /** What is to go back at a reset, besides. */
  onReset(undo: () => unknown): void
  /** Everything back. */
  reset(): Promise<void>
  /** From whom the keys come that faults of key sets change. */
  publishes(keys: PublishedKeys): void
}

export interface ControlSettings {
  /** The clock of the machine. */
  machine: Clock
  isOn: boolean
  fixedClock?: string | undefined
}

export function createControl({ machine, isOn, fixedClock }: ControlSettings): Control {
  const clock = createControlledClock(machine)
  const faults = createFaultRules()
  const capture = createCapture(machine)
  const undos: (() => unknown)[] = []
  const sayings: (() => string[])[] = []
  const names = new Set<string>()
  let generation = 0
  const earlier = new Map<string, EarlierKeySets>()
  let published: PublishedKeys | undefined
  const door = createCertificateFaults(faults)

  const say = (at = clock.state()) => [
    ...sayClock(at),
    ...faults.list().map(sayRule),
    ...sayings.flatMap((each) => each()),
  ]

  /** A fault that was set here comes before one that a play brought along. */
  function faultFor(on: string, from: string | undefined, request: Request) {
    const { trace } = contextOf(request)
    const fault = faults.isEmpty ? undefined : faults.take({ on, from, trace: trace.traceId })
    if (fault) return { id: fault.id, effect: fault.rule.effect, earlier: earlier.get(fault.id) }
    const trouble = trace.trouble === undefined ? undefined : TROUBLES[trace.trouble]
    return trouble?.on === on || trouble?.on === '*' ? { id: trace.trouble, effect: trouble.effect } : undefined
  }

  return {
    isOn,
    fixedClock,
    clock,
    layer: {
      get isOn() {
        return clock.isMoved()
      },
      get generation() {
        return generation
      },
    },
    faults,
    capture,
    say,
    note: () => (say().length > 0 ? { control: say() } : {}),
    async addFault(rule) {
      const { certificate } = rule.effect
      if (certificate !== undefined) await door.prepare(certificate)
      const fault = faults.add(rule)
      if (rule.effect.keys === 'stale' && published) earlier.set(fault.id, published.snapshot())
      return fault
    },
    watch(on) {
      names.add(on)
      return async (request, response, next) => {
        if (!isOn) return next()
        const from = callerOf(request)
        const kept = capture.record(request, response, { on, from, traceId: contextOf(request).trace.traceId })
        const fault = faultFor(on, from, request)
        if (!fault) return next()
        if (fault.id !== undefined) kept.fault = fault.id
        const met = { effect: fault.effect, clock: machine, keys: published, earlier: fault.earlier }
        if ((await meetFault(met, request, response)) === 'goes on') next()
      }
    },
    names: () => [...names],
    alsoSay: (each) => void sayings.push(each),
    onReset: (undo) => void undos.push(undo),
    async reset() {
      faults.clear()
      earlier.clear()
      capture.clear()
      clock.reset()
      generation++
      for (const undo of undos) await undo()
    },
    usesDoor: (ports, make) => door.use(ports, make),
    publishes: (keys) => (published = keys),
  }
}

/** The longest name of a caller that is kept. */
const MAX_CALLER = 60

/** Who asks: the first product of the User-Agent (RFC 9110 §10.1.5). A hint, and no proof. */
function callerOf({ headers }: Request): string | undefined {
  const agent = headers['user-agent']
  return agent === undefined ? undefined : /^[^\s/(]{1,60}/.exec(agent.slice(0, MAX_CALLER))?.[0]
}
