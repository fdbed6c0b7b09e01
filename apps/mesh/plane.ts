import { tokenRulesFor } from '#core/access/dialects/mesh/which-rules'
import { createMeshAccess, type MeshAccess } from '#core/access/mesh-access'
import type { Clock } from '#core/clock'
import type { Log } from '#core/log'
import { compileMesh, type MeshDecider } from '#core/policy/mesh/decider'
import type { MeshPolicies, MeshSettings, Workload } from '#core/policy/mesh/model'
import { peerModeOf, type PeerMode } from '#core/policy/mesh/peer-mode'
import type { AskAddress } from './keys/fetch-key-set.ts'
import type { TraceContext } from '#core/trace/context'
import { createKeyPlane, type KeyPlane, type KeyPlaneParts } from './keys/key-plane.ts'

/** What holds for one workload, compiled once for each change of the policies. */
export interface WorkloadRules {
  decider: MeshDecider
  access: MeshAccess
  /** Whether an external authorizer may have to be asked. */
  hasCustom: boolean
  peerMode(port: number): PeerMode
}

/** What holds at this moment: read it once for each request. */
export interface RulesInForce {
  readonly now: WorkloadRules
  /** Where several sets of policies hold side by side: those for the requests of this trace. Absent: `now`, for all. */
  forTrace?(trace: TraceContext): Promise<WorkloadRules>
}

/** The part of a mesh that hands policies to its sidecars. */
export interface MeshPlane {
  readonly mesh: MeshSettings
  /** Compiles what there is for a workload, asks for the keys of its tokens, and keeps both up to date. */
  rulesOf(workload: Workload): Promise<RulesInForce>
  /**
   * Other policies from now on, for all workloads at the same moment. A request that is looked at already is judged by
   * those that it began with.
   * @throws TypeError for a policy that cannot be enforced: then the earlier ones stay in force
   */
  use(policies: MeshPolicies): Promise<void>
  /** Asks for all key sets now; of one that cannot be asked the last keys stay. */
  renewKeys(): Promise<void>
  /** For health: which key sets cannot be fetched. */
  keys(): ReturnType<KeyPlane['state']>
  close(): void
}

export interface PlaneParts {
  mesh: MeshSettings
  policies: MeshPolicies
  /** By which tokens are judged. */
  clock: Clock
  machine: Clock
  log: Log
  /** What is told of key sets; absent: `log`. */
  keyLog?: KeyPlaneParts['log']
  /** Asks for key sets. */
  ask: AskAddress
}

export function createMeshPlane({
  mesh,
  policies: first,
  clock,
  machine,
  log,
  keyLog = log,
  ask,
}: PlaneParts): MeshPlane {
  const keyPlane = createKeyPlane({ clock: machine, ask, log: keyLog })
  const enforced: { workload: Workload; now?: WorkloadRules }[] = []
  let policies = first
  let turn: Promise<unknown> = Promise.resolve()

  const tokenRules = (some: MeshPolicies, workload: Workload) =>
    tokenRulesFor(workload, mesh.rootNamespace, some.requestAuthentication)

  function compile(some: MeshPolicies, workload: Workload): WorkloadRules {
    const decider = compileMesh(some.authorization, workload, mesh)
    return {
      decider,
      access: createMeshAccess(tokenRules(some, workload), { clock, log, keys: keyPlane.keysOf }),
      hasCustom: decider.policies.some(({ action }) => action === 'CUSTOM'),
      peerMode: (port) => peerModeOf(some.peerAuthentication, workload, port, mesh),
    }
  }

  /** One after the other, so that the last one wins. Nothing changes before all of it is compiled. */
  function use(next: () => MeshPolicies): Promise<void> {
    const mine = turn.then(async () => {
      const some = next()
      const rules = enforced.flatMap(({ workload }) => tokenRules(some, workload))
      await keyPlane.use(rules, () => {
        const compiled = enforced.map(({ workload }) => compile(some, workload))
        for (const [at, each] of enforced.entries()) Object.assign(each, { now: compiled[at] })
        policies = some
      })
    })
    turn = mine.catch(() => {})
    return mine
  }

  return {
    mesh,
    async rulesOf(workload) {
      const own: (typeof enforced)[number] = { workload }
      enforced.push(own)
      await use(() => policies)
      return own as RulesInForce // it has been compiled, or this was thrown
    },
    use: (next) => use(() => next),
    renewKeys: () => keyPlane.renew(),
    keys: () => keyPlane.state(),
    close: () => keyPlane.close(),
  }
}
