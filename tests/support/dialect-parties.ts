import { createPublicKey } from 'node:crypto'
import { CannotBeMade, type AttackRequest, type AttackWorld, type DialectParty } from '#attacks'
import { manualClock } from '#core/clock'
import { openTestGateways } from '../../apps/gateway/gateway.fixture.ts'
import { openTestMesh } from '../../apps/mesh/mesh-sidecar.fixture.ts'
import {
  IN_TIME,
  listenAs,
  openBehindRelay,
  openTestRelay,
  relayConfig,
  relayToken,
} from '../../apps/relay/relay.fixture.ts'
import { listenPath } from '../../apps/relay/server/paths.ts'
import { verifierWorld } from './jwtproxy-party.ts'
import { talk } from './raw.ts'

/** A party in its dialect, or without it, to which a test sends what a case makes. */
export interface OpenedParty {
  readonly port: number
  send(request: AttackRequest): Promise<{ status: number; tokenGoesOn: boolean }>
}

const ENDPOINT = 'b'

/** The world of the sidecars, gateways and meshes; that of the relay says more of a good token. */
export function partyWorld(party: DialectParty): AttackWorld {
  const world = verifierWorld()
  if (!party.startsWith('piko')) return world
  const piko = { endpoints: [ENDPOINT], listen: [ENDPOINT] }
  return {
    ...world,
    target: { ...world.target, endpoint: ENDPOINT, path: party === 'piko-agents' ? listenPath(ENDPOINT) : '/' },
    good: (algorithm) => {
      const { header, claims } = world.good(algorithm)
      return { header, claims: { ...claims, piko } }
    },
  }
}

/** The public key by which a world is believed. */
function keyOf(world: AttackWorld) {
  const { kid } = world.good().header
  const jwk = world.keySet.find((key) => key.kid === kid)
  if (!jwk) throw new CannotBeMade('it takes the key set of the issuer')
  return { jwk, pem: String(createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' })) }
}

/** Gateway of Kong: one consumer, whose credential has the issuer for its key. */
export async function openKongParty(world: AttackWorld, isAnonymous: boolean): Promise<OpenedParty> {
  const credential = { key: world.target.issuer, algorithm: 'RS256', rsa_public_key: keyOf(world).pem }
  const consumers = [
    { id: '1', username: 'john', jwt_secrets: [credential] },
    { id: '9', username: 'nobody' },
  ]
  const config = isAnonymous ? '{ anonymous: nobody }' : '{ run_on_preflight: false }'
  const { port, seen } = await openTestGateways(
    `  - { dialect: kong, listen: "127.0.0.1:0", upstream: "{up}", plugins: [{ name: jwt, config: ${config} }] }\n`,
    { consumers: `consumers: ${JSON.stringify(consumers)}` },
  )
  return sender(port, world, () => JSON.stringify(seen))
}

/** Sidecar of a mesh: two rules for one issuer, each with places of its own. */
export async function openMeshParty(world: AttackWorld): Promise<OpenedParty> {
  const jwks = JSON.stringify({ keys: [keyOf(world).jwk] })
  const rule = {
    issuer: world.target.issuer,
    audiences: [world.target.audience],
    jwks,
    outputPayloadToHeader: 'x-payload',
  }
  const jwtRules = [
    { ...rule, fromHeaders: [{ name: 'authorization', prefix: 'Bearer ' }], fromCookies: ['token'] },
    { ...rule, fromHeaders: [{ name: 'x-other-token' }] },
  ]
  const { port, seen } = await openTestMesh({
    clock: manualClock(world.now() * 1000),
    policies: JSON.stringify({
      apiVersion: 'security.istio.io/v1',
      kind: 'RequestAuthentication',
      metadata: { name: 'users', namespace: 'default' },
      spec: { jwtRules },
    }),
  })
  return sender(port, world, () => JSON.stringify(seen))
}

/** Relay with the same key at both of its ports, and an agent that listens. */
export async function openRelayParty(
  dialect: 'piko' | 'strict',
  at: 'proxy' | 'upstream',
  world: AttackWorld,
): Promise<OpenedParty> {
  const secret = { hmacSecretKey: AGENT_SECRET }
  const keys = { kind: 'static', rsaPublicKey: keyOf(world).pem, ...secret } as const
  const config = relayConfig(dialect)
  const auth = { keys, disableDisconnectOnExpiry: false }
  const { ports } = await openTestRelay({
    ...config,
    proxy: { ...config.proxy, auth },
    upstream: { ...config.upstream, auth },
  })
  const seen: unknown[] = []
  const service = await openBehindRelay(({ rawHeaders }, answer) => {
    seen.push(rawHeaders)
    answer.end(JSON.stringify({ received: rawHeaders }))
  })
  const rights = { ...IN_TIME, piko: { endpoints: [ENDPOINT], listen: [ENDPOINT] } }
  await listenAs(ports.upstream, ENDPOINT, service, relayToken(rights, { secret: AGENT_SECRET }))
  return sender(ports[at], world, () => JSON.stringify(seen))
}

const AGENT_SECRET = 'a secret of the agent, which is long enough'

/** @param seen all that the service behind was sent */
function sender(port: number, { target }: AttackWorld, seen: () => string): OpenedParty {
  return {
    port,
    async send({ method, path = target.path, query, headers }) {
      const lines = [
        `${method} ${query === undefined ? path : `${path}?${query}`} HTTP/1.1`,
        `Host: ${ENDPOINT}.sandbox.test`,
        ...headers.map((field) => field.join(': ')),
        ...(headers.some(([name]) => name === 'Connection') ? [] : ['Connection: close']),
      ]
      const answer = await talk(port, [...lines, '', ''].join('\r\n'), (all) => all.includes('\r\n\r\n'))
      const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(answer)?.[1] ?? 0)
      return { status, tokenGoesOn: /eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+/.test(seen()) }
    },
  }
}
