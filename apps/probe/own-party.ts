import type { AttackNeed } from '#attacks'
import { signatoryIssuerOf, speaksForIssuer } from '#core/config/factory-issuer'
import type { PartyPortName } from '#core/config/parties'
import { portsOf } from '#core/config/process-settings'
import { RELAY_AUDIENCE, RELAY_RING } from '#core/config/relay-ring'
import type { Config } from '#core/config/setting'
import { isLocalUrl } from '#core/http/local'
import type { probeSettings } from './config.ts'
import { readMarker, type Marker } from './engine/marker.ts'
import type { ExpectedToken, ProbeOptions } from './options.ts'
import type { ProbeTarget } from './target/probe-target.ts'

/** A party of the sandbox that does as another system does, or stands in its place: what it expects is known here. */
interface OwnParty {
  readonly expected: Partial<ExpectedToken> & { readonly audience: string }
  readonly headers: readonly (readonly [string, string])[]
  readonly marker?: Marker
  /** How it is asked, where that is not as usual. */
  readonly asked?: Pick<ProbeTarget, 'method' | 'body' | 'tokenMember'>
  /** It believes nobody until it knows a key of the run. */
  readonly wantsCredential?: true
}

/** Who signs for callers, and is a consumer of the gateway for the run. */
const GATEWAY_CALLER = 'servicea'

/** Whose agent listens at the relays, so that there is an answer to good tokens. */
const LISTENS_FOR = 'serviceb'

const AGENT_PATH = /^\/piko\/v1\/upstream\/([^/]+)$/

const LAX = new Set<AttackNeed>(['lax-type'])

/** What a relay says to whoever may listen, and does not ask to: in the words of each dialect. */
const MAY_LISTEN = { piko: 'upgrade required', strict: 'This address speaks another protocol' } as const

type DescribeParty = (
  url: URL,
  common: Pick<ExpectedToken, 'issuer' | 'type' | 'leewaySeconds'>,
) => OwnParty | undefined

const atRelay: DescribeParty = (_, common) => ({
  expected: {
    ...common,
    audience: RELAY_AUDIENCE,
    claims: { sub: 'servicea', piko: { endpoints: [LISTENS_FOR] } },
    dialect: 'piko',
  },
  headers: [['x-piko-endpoint', LISTENS_FOR]],
})

const atAgentsPort =
  (words: string): DescribeParty =>
  ({ pathname }, common) => {
    const [, endpoint] = AGENT_PATH.exec(pathname) ?? []
    if (endpoint === undefined) return undefined
    const claims = { sub: 'servicea', piko: { endpoints: [endpoint], listen: [endpoint] } }
    return {
      expected: { ...common, audience: RELAY_AUDIENCE, claims, dialect: 'piko-agents' },
      headers: [],
      marker: readMarker(`text:${words}`),
    }
  }

const atGateway: DescribeParty = (_, common) => ({
  expected: {
    ...common,
    audience: LISTENS_FOR,
    ring: GATEWAY_CALLER,
    claims: { sub: GATEWAY_CALLER },
    dialect: 'kong',
  },
  headers: [],
  wantsCredential: true,
})

/** Who signs, and for whom, where the factory is asked whether a token is good. */
const ASKED_ABOUT = { ring: 'servicea', audience: 'serviceb' } as const

const VERIFY_PATH = /^\/verify\/([\w-]+)$/

/** The factory says of a token in a JSON body whether it is good, and says "no" with 200. */
const atVerify: DescribeParty = ({ pathname }, common) => {
  const [, ring = ASKED_ABOUT.ring] = VERIFY_PATH.exec(pathname) ?? []
  const { audience } = ASKED_ABOUT
  return {
    expected: { ...common, audience, ring, claims: { sub: ring } },
    headers: [],
    marker: readMarker('json:valid=true'),
    asked: { method: 'POST', body: JSON.stringify({ aud: audience, sub: ring }), tokenMember: 'token' },
  }
}

const KNOWN_PARTIES: Partial<Record<PartyPortName, DescribeParty>> = {
  relay: atRelay,
  'piko-relay': atRelay,
  'relay-upstream': atAgentsPort(MAY_LISTEN.strict),
  'piko-relay-upstream': atAgentsPort(MAY_LISTEN.piko),
  'plugin-gateway': atGateway,
}

/** What a run knows of a party of the sandbox. */
export interface KnownParty {
  /** As if the person had said what the party expects; what the person did say goes before it. */
  readonly options: ProbeOptions
  readonly headers: OwnParty['headers']
  readonly asked: OwnParty['asked']
  readonly wantsCredential: boolean
}

/** @returns undefined where the target is none of these, or the person says what it expects, or who signs */
export function knownParty(
  options: ProbeOptions,
  url: URL,
  config: Config<typeof probeSettings>,
): KnownParty | undefined {
  const { issuer, expected, marker, request } = options
  if (issuer.kind !== 'factory' || issuer.url !== undefined || expected.audience !== undefined) return undefined
  const name = partyAt(url, config)
  const describe = isVerify(url, config) ? atVerify : name && KNOWN_PARTIES[name]
  const ofIssuer = speaksForIssuer(config.factoryIssuer)
  const own = describe?.(url, {
    issuer: signatoryIssuerOf(config.factoryIssuer, config.issuerUrl),
    type: 'JWT',
    leewaySeconds: isVerify(url, config) ? config.leewaySeconds : 0,
  })
  if (!own) return undefined
  const said = Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined))
  const names = new Set(request.extraHeaders.map(([header]) => header.toLowerCase()))
  const usualMarker = marker ?? own.marker
  return {
    options: {
      ...options,
      marker: usualMarker,
      expected: {
        ...expected,
        ...(!ofIssuer && { ring: RELAY_RING }),
        ...own.expected,
        ...said,
        claims: { ...own.expected.claims, ...expected.claims },
        also: new Set([...LAX, ...expected.also]),
      },
    },
    headers: own.headers.filter(([header]) => !names.has(header)),
    asked: own.asked,
    wantsCredential: own.wantsCredential === true,
  }
}

function isVerify({ hostname, port, pathname }: URL, config: Config<typeof probeSettings>): boolean {
  const { plain, tls } = portsOf(config)
  const isFactory = [plain['jwt-factory'], tls['jwt-factory']].includes(Number(port))
  return isFactory && isLocalUrl({ hostname }) && VERIFY_PATH.test(pathname)
}

/** The party that listens at this port of this machine. */
function partyAt({ hostname, port, protocol }: URL, config: Config<typeof probeSettings>): PartyPortName | undefined {
  if (protocol !== 'http:' || !isLocalUrl({ hostname })) return undefined
  const names = Object.keys(KNOWN_PARTIES) as PartyPortName[] // Object.keys forgets the literal type
  return names.find((name) => config[`${name}Port`] === Number(port))
}

/** All parties share one process, whose clock is moved. */
export const partyControlUrl = (url: URL, config: Config<typeof probeSettings>): URL | undefined =>
  partyAt(url, config) && new URL(`http://localhost:${portsOf(config).plain.neighbours}`)
