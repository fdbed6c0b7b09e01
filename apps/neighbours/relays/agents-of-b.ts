import type { Clock } from '#core/clock'
import type { Patience } from '#core/config/patience'
import { readTarget } from '#core/http/forward/target'
import type { Log } from '#core/log'
import type { FactoryClient } from '#factory-client'
import type { Agent } from '../../relay/agent/agent-parts.ts'
import { startAgent } from '../../relay/agent/start-agent.ts'
import type { Reach } from '../../relay/tunnel/serve.ts'
import { agentTokens } from './agent-token.ts'
import { RELAY_PARTIES, type RelayPartyName } from './relay-parties.ts'

/** The endpoint for which the agent of B listens. */
const ENDPOINT_OF_B = 'serviceb'

/** What its token allows, as each relay reads it: ours knows a right to listen, Piko one right for everything. */
const RIGHTS_OF_AGENT: Readonly<Record<RelayPartyName, Readonly<Record<string, readonly string[]>>>> = {
  relay: { listen: [ENDPOINT_OF_B] },
  'piko-relay': { endpoints: [ENDPOINT_OF_B] },
}

export interface AgentsParts {
  factory: Pick<FactoryClient, 'issueToken' | 'makeRing'>
  factoryIssuer: string
  keysFolder: string
  /** Where the relays are. */
  places: Readonly<Record<`${RelayPartyName}-upstream`, { port: number }>>
  reach: Reach
  clock: Clock
  machine: Clock
  patience: Pick<Patience, 'play' | 'between'>
  log: Log
}

/** The agent of B, which listens at each relay. */
export interface AgentsOfB {
  /** Resolves when there is a token for it. @throws Problem */
  ready(): Promise<void>
  /** Resolves when it listens everywhere. */
  start(): Promise<void>
  /** Where it waits before it tries again, it tries now. */
  revive(): Promise<void>
  close(): Promise<void>
}

export function openAgentsOfB(parts: AgentsParts): AgentsOfB {
  const { places, reach, clock, machine, patience, log } = parts
  const agents = new Map<RelayPartyName, Agent>()
  const tokensAt = (party: RelayPartyName) => agentTokens(parts, RIGHTS_OF_AGENT[party])

  function dial(party: RelayPartyName): Agent {
    const relay = readTarget(`http://localhost:${places[`${party}-upstream`].port}`)
    const about = {
      relay,
      endpoint: ENDPOINT_OF_B,
      service: reach,
      token: tokensAt(party),
      outlastsRefusals: true,
      patience: patience.between,
      servicePatience: patience.between,
    } as const
    const agent = startAgent(about, { clock, machine, log, host: 'localhost' })
    agents.set(party, agent)
    return agent
  }

  return {
    ready: async () => void (await tokensAt('relay').take()),
    start: async () => void (await Promise.all(RELAY_PARTIES.map((party) => dial(party).listening))),
    async revive() {
      for (const [party, agent] of agents) {
        if (agent.state === 'listens') continue
        await agent.close(0)
        dial(party)
      }
    },
    close: async () => void (await Promise.all([...agents.values()].map((agent) => agent.close(0)))),
  }
}
