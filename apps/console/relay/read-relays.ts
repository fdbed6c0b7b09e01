import { titleOfRefusal } from '#core/access/reason-titles'
import type { AccessReason } from '#core/access/dialect'
import type { Clock } from '#core/clock'
import { askPlain } from '#core/http/ask-plain'
import { Problem } from '#core/http/problem'
import { isObject } from '#core/token/claims'
import type { AskProcess } from '../live/ask.ts'
import { partyPort } from '../live/ask-party-port.ts'
import { timeOfParties } from '../live/time-of-parties.ts'
import type { AgentOnPage, ClientOnPage, RefusalOnPage, RelaysNow, RelayShown } from '../pages/relay/relay-state.ts'

export interface ReadRelaysParts {
  ask: AskProcess
  machine: Clock
}

/** Relays are opened when somebody comes, and their agent with them. Milliseconds. */
const RELAY_PATIENCE = 4000

/** As many as a page has room for; the relay has some more. */
const MOST_REFUSALS_SHOWN = 20

const MOST_CLIENTS_SHOWN = 20

/** The two relays of scenario 14, as people are told of them. */
const RELAYS = [
  { relay: 'relay', title: 'The relay', about: 'What a token does not allow is not allowed, and whoever is connected is cut when it ends.' }, // prettier-ignore
  { relay: 'piko-relay', title: 'The Piko relay', about: 'As Piko does it, with its gaps: what a token leaves out, it allows.' }, // prettier-ignore
] as const

/** Who listens at the relays and is connected there, and what they refused. @returns a trouble where nobody tells */
export async function readRelays(parts: ReadRelaysParts): Promise<RelaysNow> {
  try {
    const [now, ...relays] = await Promise.all([
      timeOfParties(parts),
      ...RELAYS.map((relay) => readRelay(parts, relay)),
    ])
    return { now, relays }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { now: parts.machine.now(), relays: [], trouble: error.detail }
  }
}

async function readRelay({ ask, machine }: ReadRelaysParts, known: (typeof RELAYS)[number]): Promise<RelayShown> {
  const { relay } = known
  const [proxy, upstream, admin] = await Promise.all([
    partyPort(ask, relay),
    partyPort(ask, `${relay}-upstream`),
    partyPort(ask, `${relay}-admin`),
  ])
  const status = await askAdmin(admin, machine)
  const { listeners, connected, refusals, refused } = status
  return {
    ...known,
    places: { proxy: `localhost:${proxy ?? '?'}`, upstream: `localhost:${upstream ?? '?'}` },
    agents: objectsIn(listeners).map(asAgent),
    clients: objectsIn(connected).slice(0, MOST_CLIENTS_SHOWN).map(asClient),
    refusals: objectsIn(refusals).slice(0, MOST_REFUSALS_SHOWN).map(asRefusal),
    refused: isObject(refused) ? Object.values(refused).reduce<number>((sum, each) => sum + Number(each), 0) : 0,
  }
}

/** @throws Problem peer-unreachable */
async function askAdmin(port: number | undefined, machine: Clock): Promise<Record<string, unknown>> {
  try {
    if (port === undefined) throw new Error('it is not told where it is')
    const question = { host: '127.0.0.1', port, method: 'GET', path: '/status', patience: RELAY_PATIENCE }
    const body: unknown = JSON.parse((await askPlain(question, machine)).text)
    if (!isObject(body)) throw new Error('this is no status')
    return body
  } catch (cause) {
    const detail =
      'The relays cannot be reached: are "neighbours" and jwt-factory running? npm run neighbours and npm run jwt-factory start them.'
    throw new Problem('peer-unreachable', detail, { members: { peer: 'neighbours' }, cause })
  }
}

const objectsIn = (value: unknown) => (Array.isArray(value) ? value.filter(isObject) : [])

const asAgent = ({ endpoint, subject, since, until, connections }: Record<string, unknown>): AgentOnPage => ({
  endpoint: String(endpoint),
  since: Number(since),
  connections: Number(connections),
  ...(typeof subject === 'string' && { subject }),
  ...(typeof until === 'number' && { until }),
})

const asClient = ({ endpoint, by, subject, since, until }: Record<string, unknown>): ClientOnPage => ({
  endpoint: String(endpoint),
  by: String(by),
  since: Number(since),
  ...(typeof subject === 'string' && { subject }),
  ...(typeof until === 'number' && { until }),
})

const asRefusal = ({ at, port, endpoint, status, reason, check }: Record<string, unknown>): RefusalOnPage => ({
  at: Number(at),
  port: PORTS[String(port)] ?? String(port),
  status: Number(status),
  says:
    SAYINGS_ON_PAGE[String(reason)] ??
    titleOfRefusal({ reason: String(reason) as AccessReason, check: String(check) }) ??
    String(reason), // undefined for another word
  ...(typeof endpoint === 'string' && { endpoint }),
  ...(typeof check === 'string' && { check }),
})

/** Who asks there. */
const PORTS: Readonly<Record<string, string>> = { proxy: 'a client', upstream: 'an agent', admin: 'a person' }

/** What is no check of a token. */
const SAYINGS_ON_PAGE: Readonly<Record<string, string>> = {
  'nobody-listens': 'Nobody listens for this endpoint',
  unreachable: 'The service behind it cannot be reached',
  'too-late': 'The service behind it did not answer in time',
  full: 'There was no room for one more',
  'no-upgrade': 'The address speaks another protocol',
  'no-route': 'There is no such address',
}
