import type { Clock } from '#core/clock'
import { USERS_ON_A_CLUSTER, type UserIssuer } from '#core/config/user-issuer'
import type { Log } from '#core/log'
import { MESH_DEFAULTS, type MeshPolicies, type Workload } from '#core/policy/mesh/model'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import type { MeshPolicySet } from '#core/trace/context'
import type { AskAddress } from '../../mesh/keys/fetch-key-set.ts'
import { createMeshPlane, type MeshPlane, type RulesInForce } from '../../mesh/plane.ts'

export interface PolicySetsParts {
  texts: Readonly<Record<MeshPolicySet, string>>
  users: Pick<UserIssuer, 'issuer'>
  /** By which tokens are judged, and keys are those of another time. */
  clock: Clock
  machine: Clock
  log: Log
  ask: AskAddress
}

/** Several sets of policies side by side, each compiled when the first request of its plays comes, and once. */
export type PolicySets = Pick<MeshPlane, 'mesh' | 'rulesOf'> & {
  /** The next request of each set asks for its keys again. */
  forget(): void
  close(): void
}

/** A mesh asks for keys every twenty minutes; so does this one by the clock that plays can move. Milliseconds. */
const KEYS_LAST = 20 * 60_000

/** What holds for a request that names no set: the end of the walk. */
const USUAL_SET: MeshPolicySet = 'caller-and-user'

interface OpenSet {
  plane: MeshPlane
  openedAt: number
  rules: Map<Workload, Promise<RulesInForce>>
}

/** For the sidecars of scenario 12: each request goes by the set of its play, and disturbs no other. */
export function createPolicySets({ texts, users, clock, machine, log, ask }: PolicySetsParts): PolicySets {
  const open = new Map<MeshPolicySet, OpenSet>()

  function setCalled(name: MeshPolicySet): OpenSet {
    const known = open.get(name)
    if (known && Math.abs(clock.now() - known.openedAt) < KEYS_LAST) return known
    known?.plane.close()
    const policies = readSet(
      name,
      texts[name].replaceAll(`'${USERS_ON_A_CLUSTER.issuer}'`, JSON.stringify(users.issuer)),
    )
    const plane = createMeshPlane({ mesh: MESH_DEFAULTS, policies, clock, machine, log, ask })
    const set: OpenSet = { plane, openedAt: clock.now(), rules: new Map() }
    open.set(name, set)
    return set
  }

  function rulesFor(name: MeshPolicySet, workload: Workload): Promise<RulesInForce> {
    const set = setCalled(name)
    const known = set.rules.get(workload) ?? set.plane.rulesOf(workload)
    set.rules.set(workload, known)
    return known
  }

  function forget(): void {
    for (const { plane } of open.values()) plane.close()
    open.clear()
  }

  return {
    mesh: MESH_DEFAULTS,
    async rulesOf(workload) {
      // Who may connect is the same in all of them, and this one asks for no keys.
      const first = await rulesFor('allow-nothing', workload)
      return {
        get now() {
          return first.now
        },
        forTrace: async ({ policies = USUAL_SET }) => (await rulesFor(policies, workload)).now,
      }
    },
    forget,
    close: forget,
  }
}

function readSet(name: string, text: string): MeshPolicies {
  const { policies, faults } = readMeshPolicies([{ file: `${name}.yaml`, text }])
  const [fault] = faults
  if (fault) throw new Error(`${name}.yaml:${fault.line} ${fault.message}`)
  return policies
}
