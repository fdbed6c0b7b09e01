import type { Clock } from '#core/clock'
import type { LoginIssuer } from '#core/config/login-issuer'
import type { Patience } from '#core/config/patience'
import type { UserIssuer } from '#core/config/user-issuer'
import type { ToldMesh } from '#core/control/told-mesh'
import { errorText } from '#core/error-text'
import { Problem } from '#core/http/problem'
import type { Log } from '#core/log'
import { asksAuthorizers } from '#core/policy/mesh/lint/authorizers'
import { MESH_DEFAULTS, type MeshPolicies, type Workload } from '#core/policy/mesh/model'
import { readMeshPolicies } from '#core/policy/mesh/read-policies'
import type { MeshPolicySet } from '#core/trace/context'
import type { AskAddress } from '../../mesh/keys/fetch-key-set.ts'
import { createMeshPlane, type MeshPlane, type RulesInForce } from '../../mesh/plane.ts'
import { askedSoon, readLivePolicies, withUsersOf } from './live-policies.ts'
import type { LiveMesh } from './mesh-parties.ts'
import { MESH_WORKLOADS } from './workloads.ts'

export interface PolicySetsParts {
  texts: Readonly<Record<MeshPolicySet, string>>
  users: Pick<UserIssuer, 'issuer'>
  /** Whose tokens are those of a login. */
  login: Pick<LoginIssuer, 'issuer' | 'audience'>
  /** By which tokens are judged, and keys are those of another time. */
  clock: Clock
  machine: Clock
  patience: Pick<Patience, 'fetch'>
  log: Log
  ask: AskAddress
}

/** Several sets of policies side by side, each compiled when the first request of its plays comes, and once. */
export type PolicySets = Pick<MeshPlane, 'mesh' | 'rulesOf'> & {
  live: LiveMesh
  /** The next request of each set asks for its keys again. */
  forget(): void
  close(): void
}

/**
 * A mesh asks for keys every twenty minutes. In this one keys go within a lesson: the first request after so long, by the clock that
 * plays can move, waits for them. It is for how long the factory lets its key sets be kept (max-age). Milliseconds.
 */
const KEYS_LAST = 60_000

/** What holds for a request that names no set: the end of the walk, unless live policies are set. */
const USUAL_SET: MeshPolicySet = 'caller-and-user'

/** The same for whoever has come by the login gateway, which says so. */
const LOGIN_SET: MeshPolicySet = 'login-people'
const LIVE_SET = 'live'

interface OpenSet {
  plane: MeshPlane
  /** When its keys were asked for, by the clock of plays. */
  askedAt: number
  /** They are being asked for. */
  asking?: Promise<void>
  rules: Map<Workload, Promise<RulesInForce>>
}

/** Live policies that are in force. */
interface LiveSet {
  policies: MeshPolicies
  told: ToldMesh
  /** Compiled when they were set: who may connect asks for no keys. */
  peers: ReadonlyMap<Workload, RulesInForce>
}

/** For the sidecars of scenario 12: each request goes by the set of its play, and disturbs no other. */
export function createPolicySets(parts: PolicySetsParts): PolicySets {
  const { texts, users, login, clock, machine, patience, log, ask } = parts
  const open = new Map<MeshPolicySet | typeof LIVE_SET, OpenSet>()
  let live: LiveSet | undefined
  let turn = 0

  function openSet(policies: MeshPolicies, asking: AskAddress): OpenSet {
    const own = withUsersOf(policies, users, login)
    const plane = createMeshPlane({ mesh: MESH_DEFAULTS, policies: own, clock, machine, log, ask: asking })
    return { plane, askedAt: clock.now(), rules: new Map() }
  }

  function setCalled(name: MeshPolicySet | typeof LIVE_SET): OpenSet {
    const known = open.get(name)
    if (known) return known
    const set =
      name === LIVE_SET
        ? openSet(live?.policies ?? NO_LIVE_POLICIES, askedSoon(ask, patience))
        : openSet(readSet(name, texts[name]), ask)
    open.set(name, set)
    return set
  }

  function rulesFor(name: MeshPolicySet | typeof LIVE_SET, workload: Workload): Promise<RulesInForce> {
    const set = setCalled(name)
    if (Math.abs(clock.now() - set.askedAt) >= KEYS_LAST) {
      set.askedAt = clock.now()
      set.asking = set.plane.renewKeys()
    }
    return set.asking ? set.asking.then(() => compiledFor(set, workload)) : compiledFor(set, workload)
  }

  function compiledFor(set: OpenSet, workload: Workload): Promise<RulesInForce> {
    const known = set.rules.get(workload) ?? set.plane.rulesOf(workload)
    set.rules.set(workload, known)
    return known
  }

  function forget(): void {
    for (const { plane } of open.values()) plane.close()
    open.clear()
  }

  async function useLive(text: string): Promise<ToldMesh> {
    const mine = ++turn
    const { policies, count } = readLivePolicies(text)
    const set = openSet(policies, askedSoon(ask, patience))
    const peers = new Map<Workload, RulesInForce>()
    try {
      for (const workload of Object.values(MESH_WORKLOADS)) {
        const rules = set.plane.rulesOf(workload)
        set.rules.set(workload, rules)
        peers.set(workload, await rules)
      }
    } catch (error) {
      set.plane.close()
      if (!(error instanceof TypeError)) throw error
      throw new Problem('invalid-input', `This mesh cannot enforce these policies: ${errorText(error)}.`, {
        cause: error,
      })
    }
    if (mine !== turn) {
      set.plane.close()
      throw new Problem('conflict', OVERTAKEN)
    }
    open.get(LIVE_SET)?.plane.close()
    open.set(LIVE_SET, set)
    const { trouble } = set.plane.keys()
    const troubles = trouble.map(({ source, what }) => `${source}: ${what}`)
    const since = new Date(machine.now()).toISOString()
    const unasked = asksAuthorizers(policies.authorization) // the sidecars here have no providers
    const told: ToldMesh = { mesh: LIVE_SET, policies: text, count, since, ...(troubles.length > 0 && { troubles }), ...(unasked.length > 0 && { unasked }) } // prettier-ignore
    live = { policies, told, peers }
    return told
  }

  return {
    mesh: MESH_DEFAULTS,
    live: {
      use: useLive,
      told: () => live?.told ?? WALK,
      end() {
        turn++
        live = undefined
        open.get(LIVE_SET)?.plane.close()
        open.delete(LIVE_SET)
      },
    },
    async rulesOf(workload) {
      // Who may connect is the same in all of the walk, and this one asks for no keys.
      const first = await rulesFor('allow-nothing', workload)
      return {
        get now() {
          return (live?.peers.get(workload) ?? first).now
        },
        async forTrace({ policies }) {
          const isLive = live && (policies === undefined || policies === LOGIN_SET)
          return (await rulesFor(isLive ? LIVE_SET : (policies ?? USUAL_SET), workload)).now
        },
      }
    },
    forget,
    close: forget,
  }
}

const WALK: ToldMesh = { mesh: 'walk' }

const OVERTAKEN = 'Other policies were set meanwhile, or they were taken back: these are not in force.'

const NO_LIVE_POLICIES: MeshPolicies = { authorization: [], requestAuthentication: [], peerAuthentication: [] }

function readSet(name: string, text: string): MeshPolicies {
  const { policies, faults } = readMeshPolicies([{ file: `${name}.yaml`, text }])
  const [fault] = faults
  if (fault) throw new Error(`${name}.yaml:${fault.line} ${fault.message}`)
  return policies
}
