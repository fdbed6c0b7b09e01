import type { Clock } from '#core/clock'
import { entryForEach, CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import { requireControl } from '#core/control/allow-control'
import type { CapturedRequest } from '#core/control/capture'
import type { Control } from '#core/control/control'
import { createControlPlane, type ControlPlane, type ControlState } from '#core/control/control-plane'
import type { EffectInput } from '#core/control/effect'
import { newFaultId } from '#core/control/fault-id'
import type { FaultRuleInput } from '#core/control/fault-rules'
import { Problem } from '#core/http/problem'
import type { RequestQuery } from '#core/control/request-query'
import type { PresetName } from '#core/control/presets'
import { routeOfEffect } from '#core/control/rule-words'
import { ALL_REQUESTS, isFaultName, isRequestName, unknownRoute } from '#core/control/route-names'
import type { FurtherControl } from '../../jwt-factory/control/factory-control.ts'
import type { IssuerKeysByCall } from '../../jwt-factory/control/issuer-keys-by-call.ts'
import type { Mint } from '../../jwt-factory/control/mint.ts'
import type { SignText } from '../../jwt-factory/control/sign-text.ts'
import { createSandboxClock, type SandboxClock } from './sandbox-clock.ts'

/**
 * The sandbox under control, by call: what `npm run control` does for a sandbox of several processes. Nothing goes over
 * HTTP, and what does not fit is refused with the same Problem.
 */
export interface SandboxControl {
  /** The clock of all processes. */
  clock: SandboxClock
  /**
   * Sets a fault: `sandbox.fault('jwks', { status: 500 }, { times: 1 })`.
   * @param on the name of a route, `*` for all, or `tls`; every process that has it gets the fault
   * @throws Problem invalid-input for what does not fit
   */
  fault(on: string, effect: EffectInput, when?: FaultConditions): Promise<FaultHandle>
  /** Sets the faults of a preset, on the factory. */
  preset(name: PresetName): Promise<FaultHandle>
  /**
   * The last requests, the earliest first: `sandbox.requests('jwks')`, or `{ on, from, trace, process }`.
   * @throws Problem invalid-input for a route that none of the processes has
   */
  requests(query?: string | (RequestQuery & { process?: ControlledName })): SeenRequests
  clearRequests(): void
  /** Makes any token: `sandbox.mint({ claims: { aud: 'servicec' }, without: ['exp'] })`. */
  mint(order?: Parameters<Mint>[0]): Promise<string>
  /** Signs any text: `sandbox.sign({ text: 'ZTMwLmUzMA', signedBy: { issuer: '@' } })`. */
  sign(order: Parameters<SignText>[0]): ReturnType<SignText>
  /** The keys of its issuers; `@` is the main one. */
  issuerKeys: IssuerKeysByCall
  /** Registers or changes a client of the factory until the next reset; `client` is as in clients.json. */
  putClient(id: string, client: unknown): Promise<void>
  removeClient(id: string): Promise<void>
  status(): Record<ControlledName, ControlState>
  /** Everything back, in all processes. */
  reset(): Promise<void>
}

/** Which requests a fault is about, and how often. */
export interface FaultConditions extends Omit<FaultRuleInput, 'on' | 'effect'> {
  /** The processes that get it; else all that have the route. */
  only?: ControlledName | readonly ControlledName[]
}

export interface FaultHandle {
  /** The same in every process that has it. */
  readonly id: string
  /** Takes it back; a fault that is not there any more is no error. */
  remove(): void
}

export interface SeenRequests {
  /** How many there were, those included that are not kept any more. */
  count: number
  requests: (CapturedRequest & { process: ControlledName })[]
}

/** What a running process offers a program that shares its memory. */
export interface Controllable {
  control: Control
}

/** All of a sandbox, or those that are here. */
export type ControlledProcesses = Partial<Record<ControlledName, Controllable>> &
  Record<'jwt-factory', Controllable & FurtherControl & { issuerKeys: IssuerKeysByCall; facts: { url: string } }>

/**
 * @param processes always as they are now: one may be replaced
 * @param machine the clock that the sandbox was started with
 */
export function createSandboxControl(processes: ControlledProcesses, machine: Clock): SandboxControl {
  const here = CONTROLLED_NAMES.filter((name) => processes[name] !== undefined)
  const planeOf = (name: ControlledName): ControlPlane => {
    const { control } = processes[name] ?? noProcess(name, here)
    requireControl(control.isOn, OFF_BY_CALL)
    return createControlPlane(control)
  }
  /** What it alone can be told. */
  const factory = (): FurtherControl => {
    planeOf('jwt-factory')
    return processes['jwt-factory']
  }
  const planes = (names: readonly ControlledName[] = here) => names.map(planeOf)

  return {
    clock: createSandboxClock(planes, machine),
    async fault(on, effect, { only, ...when } = {}) {
      const asked = planes(only === undefined ? here : [...new Set([only].flat())])
      const having = asked.filter((plane) => isFaultName(on, plane.names()))
      if (having.length === 0) throw unknownRoute(on, routesOfAll(asked))
      return setAll(narrowed(on, effect, having), { on, effect, ...when })
    },
    preset: async (preset) => setAll([planeOf('jwt-factory')], { preset }),
    requests(query = {}) {
      const { process, ...filter } = typeof query === 'string' ? { on: query } : query
      const { on = '*' } = filter
      const asked = (process === undefined ? here : [process]).map((name) => ({ name, plane: planeOf(name) }))
      const having = asked.filter(({ plane }) => isRequestName(on, plane.names()))
      if (having.length === 0) throw unknownRoute(on, routesOfAll(asked.map(({ plane }) => plane)), ALL_REQUESTS)
      const seen = having.map(({ name, plane }) => ({ name, ...plane.requests(filter) }))
      const requests = seen.flatMap(({ name, requests }) => requests.map((one) => ({ process: name, ...one })))
      return {
        count: seen.reduce((sum, { count }) => sum + count, 0),
        requests: requests.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
      }
    },
    clearRequests: () => planes().forEach((plane) => plane.clearRequests()),
    mint: async (order = {}) => factory().mint(order),
    sign: async (order) => factory().signText(order),
    issuerKeys: processes['jwt-factory'].issuerKeys,
    putClient: async (id, client) => void (await factory().clientChanges.put(id, client)),
    removeClient: async (id) => void factory().clientChanges.remove(id),
    status: () => entryForEach(here, (name) => planeOf(name).state()),
    async reset() {
      await Promise.all(planes().map((plane) => plane.reset()))
    },
  }
}

const OFF_BY_CALL =
  'The control plane is off: CONTROL is off in the settings with which this was started. Take that out, and start it again.'

/** From a program without types it may be any text. @throws Problem invalid-input */
function noProcess(name: ControlledName, here: readonly ControlledName[]): never {
  throw new Problem(
    'invalid-input',
    `There is no process "${String(name).slice(0, 40)}". There are: ${here.join(', ')}.`,
  )
}

/** By `*`, an effect on the answers of one route is for those who have it; where nobody has, each says why not. */
function narrowed(on: string, effect: EffectInput, planes: readonly ControlPlane[]): readonly ControlPlane[] {
  const wanted = on === '*' ? routeOfEffect(effect) : undefined
  const having = planes.filter((plane) => wanted === undefined || plane.names().includes(wanted))
  return having.length > 0 ? having : planes
}

const routesOfAll = (planes: readonly ControlPlane[]) => [...new Set(planes.flatMap((plane) => plane.names()))]

/** All of them get it, or none. */
async function setAll(
  planes: readonly ControlPlane[],
  order: Parameters<ControlPlane['setFaults']>[0],
): Promise<FaultHandle> {
  const { id: mainId = newFaultId() } = order
  const removals: (() => void)[] = []
  const remove = () => removals.splice(0).forEach((each) => each())
  // All begin at once: a reset that is asked for later then comes after all of them.
  const outcomes = await Promise.allSettled(
    planes.map(async (plane) => ({ plane, faults: await plane.setFaults({ ...order, id: mainId }) })),
  )
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') continue
    const { plane, faults } = outcome.value
    for (const { id } of faults)
      removals.push(() => void (plane.faults().some((fault) => fault.id === id) && plane.removeFault(id)))
  }
  const refused = outcomes.find((outcome) => outcome.status === 'rejected')
  if (!refused) return { id: mainId, remove }
  remove()
  throw refused.reason
}
