import type { Request } from 'express'
import { z } from 'zod'
import { parseInput } from '../http/input.ts'
import { Problem } from '../http/problem.ts'
import type { CapturedRequest } from './capture.ts'
import type { Control } from './control.ts'
import type { ClockState } from './controlled-clock.ts'
import { ALL_REQUESTS, isFaultName, isRequestName, unknownRoute } from './route-names.ts'
import { sayRule, shownEffect } from './rule-words.ts'
import { faultId } from './fault-id.ts'
import { ruleSchema, TLS, type FaultRule, type FaultRuleInput, type SetFault } from './fault-rules.ts'
import { clockSchema, moveClock, type ClockChangeInput } from './move-clock.ts'
import { PRESET_NAMES, PRESETS, type PresetName } from './presets.ts'
import { readRequestQuery, type RequestQuery } from './request-query.ts'
import { sayClock } from './say-clock.ts'
import type { Advanced } from './tickers.ts'

/** What is set in a process. */
export interface ControlState {
  /** In words, a sentence each. */
  set: string[]
  clock: ShownClock
  faults: ShownFault[]
}

export interface ShownClock {
  moved: boolean
  /** ISO 8601. */
  now: string
  /** How far it is ahead of the machine's, in milliseconds. */
  aheadMs: number
  /** 0 while it is frozen. */
  speed: number
  skewMs: number
  /** Why it cannot be moved, where it cannot. */
  fixed?: string
  /** In words, where it was moved. */
  sentence?: string
}

export interface ShownFault extends FaultRule {
  id: string
  /** How many requests it was about, and how many of them it changed. */
  seen: number
  applied: number
  sentence: string
}

/** The last requests that fit, and how many there were in all. */
export interface ShownRequests {
  count: number
  requests: CapturedRequest[]
}

/**
 * All that a process can be told, whoever tells it: the routes at /control and the calls of a sandbox in one process are
 * both made of this. Whatever does not fit is a Problem.
 */
export interface ControlPlane {
  /** The names of the routes that a fault or a captured request can be about. */
  names(): string[]
  state(): ControlState
  reset(): Promise<ControlState>
  /** @throws Problem conflict where the clock stays that of the machine */
  moveClock(change: ClockChangeInput): Promise<ControlState & { advanced?: Advanced }>
  faults(): ShownFault[]
  /** Sets a fault, or those of a preset. @throws Problem conflict where it belongs to another process */
  setFaults(order: FaultRuleInput | { preset: PresetName; id?: string }): Promise<ShownFault[]>
  /** @throws Problem not-found */
  fault(id: string): ShownFault
  /** @throws Problem not-found */
  removeFault(id: string): ControlState & { removed: ShownFault }
  clearFaults(): ControlState
  /** @throws Problem invalid-input for a route that is not here, and for what no caller and no trace is called */
  requests(query: RequestQuery | Request['query']): ShownRequests
  clearRequests(): ShownRequests
}

export function createControlPlane(control: Control): ControlPlane {
  const { faults, capture } = control
  const state = () => stateOf(control)
  const find = (id: string): SetFault => {
    const fault = faults.list().find((one) => one.id === id)
    if (fault) return fault
    throw new Problem('not-found', 'There is no such fault: GET /control/faults lists them.')
  }
  return {
    names: () => [...control.names()],
    state,
    async reset() {
      await control.reset()
      control.logChange('reset')
      return state()
    },
    async moveClock(input) {
      const change = parseInput(clockSchema, input)
      if (control.fixedClock !== undefined) throw new Problem('conflict', control.fixedClock)
      const advanced = change.machine ? await control.clockBack() : await moveClock(control.clock, change)
      control.logChange('clock moved')
      return { ...state(), ...(advanced && { advanced }) }
    },
    faults: () => faults.list().map(shownFault),
    async setFaults(order) {
      const set = []
      for (const rule of rulesOf(order, control)) set.push(await control.addFault(rule))
      control.logChange('fault set')
      return set.map(shownFault)
    },
    fault: (id) => shownFault(find(id)),
    removeFault(id) {
      const fault = find(id)
      faults.remove(id)
      control.logChange('fault taken back')
      return { ...state(), removed: shownFault(fault) }
    },
    clearFaults() {
      faults.clear()
      control.logChange('faults taken back')
      return state()
    },
    requests(query) {
      const { on = '*', from, trace, last = Infinity } = readRequestQuery(query)
      if (!isRequestName(on, control.names())) throw unknownRoute(on, control.names(), ALL_REQUESTS)
      const filter = { on: on === '*' ? undefined : on, from, trace }
      return { count: capture.count(filter), requests: capture.list(filter, last) }
    },
    clearRequests() {
      capture.clear()
      return { count: 0, requests: [] }
    },
  }
}

function stateOf(control: Control): ControlState {
  const state = control.clock.state() // words and values of one moment
  return {
    set: control.say(state),
    clock: shownClock(state, control),
    faults: control.faults.list().map(shownFault),
  }
}

function shownClock(state: ClockState, { fixedClock: fixed }: Control): ShownClock {
  const { isMoved, now, ahead, speed, skew } = state
  const [sentence] = sayClock(state)
  const values = { now: new Date(now).toISOString(), aheadMs: Math.round(ahead), speed, skewMs: skew }
  return {
    moved: isMoved,
    ...values,
    ...(sentence !== undefined && { sentence }),
    ...(fixed !== undefined && { fixed }),
  }
}

function shownFault(fault: SetFault): ShownFault {
  const { id, seen, applied, rule } = fault
  const { id: _chosen, ...rest } = rule
  return { id, ...rest, effect: shownEffect(rule.effect), seen, applied, sentence: sayRule(fault) }
}

const presetSchema = z.strictObject({ preset: z.enum(PRESET_NAMES), id: faultId.optional() })

/** @throws Problem invalid-input for a rule that does not fit, or for a route that is not here */
function rulesOf(order: unknown, control: Control): FaultRule[] {
  if (typeof order === 'object' && order !== null && 'preset' in order) {
    const { preset, id } = parseInput(presetSchema, order)
    if (!control.isAuthority())
      throw new Problem('conflict', `${preset} is made of faults of jwt-factory: set it there.`)
    return PRESETS[preset].rules.map((rule, at) => ({
      ...parseInput(ruleSchema, rule),
      ...(id !== undefined && { id: at === 0 ? id : `${id}-${at + 1}` }),
    }))
  }
  const rule = parseInput(ruleSchema, order)
  const names = control.names()
  if (!isFaultName(rule.on, names)) throw unknownRoute(rule.on, names)
  const isTls = rule.on === TLS
  if (isTls && (rule.from ?? rule.trace) !== undefined)
    throw new Problem('invalid-input', 'Nobody has said who asks, or in which trace, when a certificate is shown.')
  if (isTls !== (rule.effect.certificate !== undefined))
    throw new Problem('invalid-input', 'A fault of the certificate is one of tls, and tls has no others.')
  return [rule]
}
