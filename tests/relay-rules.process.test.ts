import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { askRelay, askToSwitch, listenAs, relayToken } from '../apps/relay/relay.fixture.ts'
import { listenPath, tcpPath, TCP_PROTOCOL, TUNNEL_PROTOCOL } from '../apps/relay/server/paths.ts'
import { keyToken, mySecretToken, PIKO_KEYS, PIKO_RSA_JWK } from '../apps/relay/server/piko-relay.fixture.ts'
import { openServer } from './support/forwarding.ts'
import { freePorts } from './support/ports.ts'
import { testFolder } from './support/processes.ts'
import { freeRelayPorts, startRelayProgram } from './support/relay-programs.ts'

// Each rule of Piko, by relays, an agent and a forward in processes of their own (dialect: piko).

type Rule = `PK-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12}` | `B.${3 | 5 | 6}`

const seconds = () => Math.floor(systemClock.now() / 1000)
const coded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const TO_B = { 'x-piko-endpoint': 'b' }
const [PASSES, INVALID, EXPIRED] = ['passes', '401 invalid token', '401 expired token']

/** @returns the word of the relay, or that it let somebody through */
async function saidBy(port: number, headers: Record<string, string>, path = '/'): Promise<string> {
  const { status, text: body } = await askRelay({ port, path, headers })
  return status === 200 ? PASSES : `${status} ${JSON.parse(body).error}`
}

async function saidToSwitch(port: number, path: string, protocol: string, headers: Record<string, string>) {
  const found = await askToSwitch(port, path, protocol, headers)
  if (!('socket' in found)) return `${found.status} ${JSON.parse(found.text).error}`
  found.socket.destroy()
  return PASSES
}

const byTenant = (id: string, claims = {}) =>
  ({ ...bearer(relayToken(claims, { secret: `secret of ${id}` })), 'x-piko-tenant-id': id }) as const

/** One with keys of every kind, and one that reads YAML: open to clients, with tenants, and a key set for people. */
async function openWorld() {
  const closed = await freeRelayPorts()
  const keys = ['--proxy.auth.rsa-public-key', PIKO_KEYS.rsaPublicKey, '--proxy.auth.ecdsa-public-key', PIKO_KEYS.ecdsaPublicKey] // prettier-ignore
  const secrets = ['proxy', 'upstream'].flatMap((port) => [`--${port}.auth.hmac-secret-key`, 'my-secret'])
  const relay = startRelayProgram('piko', 'server', ...secrets, ...keys, ...closed.binds)

  const asked = { times: 0 }
  const jwks = { keys: [{ ...PIKO_RSA_JWK, kid: 'a', alg: 'RS256' }] }
  const issuer = await openServer(createServer((_asked, answer) => void (asked.times++, answer.end(JSON.stringify(jwks))))) // prettier-ignore
  const open = await freeRelayPorts()
  const tenants = ['a', 'b'].map((id) => ({ id, auth: { hmac_secret_key: `secret of ${id}`, disable_disconnect_on_expiry: true } })) // prettier-ignore
  const auth = { jwks: { endpoint: `http://127.0.0.1:${issuer.port}/jwks` }, audience: 'us', issuer: 'i' }
  const file = join(await testFolder(), 'server.yaml')
  await writeFile(file, JSON.stringify({ upstream: { tenants }, admin: { auth } }))
  const other = startRelayProgram('piko', 'server', '--config.path', file, ...open.binds)
  await Promise.all([relay.says('relay-listens'), other.says('relay-listens')])

  const service = await openServer(createServer(({ headers }, answer) => void answer.end(JSON.stringify(headers))))
  const listenAtOpen = (endpoint: string, claims = {}) =>
    listenAs(open.upstream, endpoint, service.port, undefined, byTenant('a', claims))
  await listenAs(closed.upstream, 'b', service.port, mySecretToken({}))
  await listenAtOpen('b')
  const by = (token: string) => saidBy(closed.proxy, { ...bearer(token), ...TO_B })
  const byClaims = (claims: object) => by(mySecretToken(claims))
  const forPeople = (claims: object, kid = 'a') => saidBy(open.admin, bearer(keyToken('RS256', claims, kid)), '/status')
  return { closed, open, relay, service, asked, by, byClaims, listenAtOpen, forPeople }
}

const OF_PEOPLE = { aud: ['x', 'us'], iss: 'i' }

const RULES: Record<Rule, (world: Awaited<ReturnType<typeof openWorld>>) => Promise<void>> = {
  async 'PK-1'({ open, closed }) {
    expect(await saidBy(open.proxy, { ...bearer('rubbish'), ...TO_B })).toBe(PASSES)
    expect(await saidToSwitch(closed.upstream, listenPath('b'), TUNNEL_PROTOCOL, bearer('rubbish'))).toBe(INVALID)
  },
  async 'PK-2'({ by }) {
    for (const alg of ['HS256', 'HS384', 'HS512'] as const) expect(await by(mySecretToken({}, alg)), alg).toBe(PASSES)
    for (const alg of ['RS256', 'RS384', 'RS512', 'ES256']) expect(await by(keyToken(alg)), alg).toBe(PASSES)
    for (const alg of ['PS256', 'ES384']) expect(await by(keyToken(alg)), alg).toBe(INVALID)
    for (const alg of ['none', 'EdDSA']) expect(await by(`${coded({ alg })}.${coded({})}.`), alg).toBe(INVALID)
    expect(await by(relayToken({}, { secret: PIKO_KEYS.rsaPublicKey }))).toBe(INVALID)
  },
  async 'PK-3'({ byClaims }) {
    expect(await byClaims({ exp: seconds() })).toBe(EXPIRED)
    expect(await byClaims({ exp: 0 })).toBe(EXPIRED)
    expect(await byClaims({ exp: String(seconds() + 600) })).toBe(PASSES)
    expect(await byClaims({ nbf: seconds() + 600 })).toBe(INVALID)
    expect(await byClaims({ iat: seconds() + 600 })).toBe(PASSES)
  },
  async 'PK-4'({ forPeople, byClaims }) {
    expect(await forPeople(OF_PEOPLE)).toBe(PASSES)
    for (const claims of [{}, { aud: 'us' }, { iss: 'i' }, { aud: 'x', iss: 'i' }, { aud: 'us', iss: 'I' }])
      expect(await forPeople(claims), JSON.stringify(claims)).toBe(INVALID)
    expect(await byClaims({ aud: 'x', iss: 'I' })).toBe(PASSES)
  },
  async 'PK-5'({ forPeople, by }) {
    expect(await forPeople({ aud: 'x', exp: 1 })).toBe(EXPIRED)
    expect(await by(relayToken({ exp: 1 }, { secret: 'other' }))).toBe(INVALID)
  },
  async 'PK-6'({ byClaims, closed }) {
    const said = async (endpoints: unknown) => {
      const claims = endpoints === undefined ? {} : { piko: { endpoints } }
      const headers = bearer(mySecretToken(claims))
      return [await byClaims(claims), await saidToSwitch(closed.upstream, listenPath('l'), TUNNEL_PROTOCOL, headers)]
    }
    for (const endpoints of [undefined, [], ['b', 'l']]) expect(await said(endpoints)).toEqual([PASSES, PASSES])
    const refusal = '401 endpoint not permitted'
    expect(await said(['a', '*', 'B'])).toEqual([refusal, refusal])
    expect(await said('l')).toEqual([INVALID, INVALID])
  },
  async 'PK-7'({ forPeople, asked }) {
    expect(await forPeople(OF_PEOPLE)).toBe(PASSES)
    const before = asked.times
    for (let times = 0; times < 10; times++) expect(await forPeople(OF_PEOPLE, 'unknown')).toBe(INVALID)
    expect(asked.times - before).toBe(1)
  },
  async 'PK-8'({ closed }) {
    const headers = { ...bearer('own'), 'x-piko-authorization': `Bearer ${mySecretToken({})}`, ...TO_B }
    const { text: received } = await askRelay({ port: closed.proxy, headers })
    expect(JSON.parse(received)).toMatchObject({ ...headers, 'x-piko-forward': 'true' })
  },
  async 'PK-9'({ closed }) {
    const headers = { ...bearer(mySecretToken({ piko: { endpoints: ['b'] } })), 'x-piko-endpoint': 'c' }
    expect(await saidToSwitch(closed.proxy, tcpPath('b'), TCP_PROTOCOL, headers)).toBe(PASSES)
    expect(await saidToSwitch(closed.proxy, tcpPath('c'), TCP_PROTOCOL, headers)).toBe('401 endpoint not permitted')
  },
  async 'PK-10'({ closed, open, relay, service, listenAtOpen }) {
    const exp = seconds() + 12
    const client = await askToSwitch(closed.proxy, tcpPath('b'), TCP_PROTOCOL, bearer(mySecretToken({ exp: exp - 1 })))
    if (!('socket' in client)) throw new Error(client.text)
    await listenAtOpen('outlives', { exp: exp - 1 })
    const agent = await listenAs(closed.upstream, 'short', service.port, mySecretToken({ exp }))
    await agent.ended
    expect(seconds()).toBeGreaterThanOrEqual(exp)
    await relay.says('agent-expired')
    expect(await saidBy(closed.proxy, { ...bearer(mySecretToken({})), 'x-piko-endpoint': 'short' })).toBe('502 no available upstreams') // prettier-ignore
    expect(await saidBy(open.proxy, { 'x-piko-endpoint': 'outlives' })).toBe(PASSES)
    client.socket.write('GET / HTTP/1.1\r\nhost: b\r\nconnection: close\r\n\r\n')
    expect(await text(client.socket).catch(String)).toMatch(/^HTTP\/1\.1 200/)
  },
  async 'PK-11'() {
    const shown: (string | undefined)[] = []
    const passing = await openServer(
      createServer().on('upgrade', ({ headers }, socket) => {
        shown.push(headers.authorization)
        socket.end(`HTTP/1.1 ${shown.length === 1 ? 503 : 401} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
      }),
    )
    const agent = startRelayProgram('piko', 'agent', 'http', 'b', '1', '--connect.token', 'a.b.c', '--connect.url', `http://127.0.0.1:${passing.port}`) // prettier-ignore
    expect(await agent.ended()).toBe(1)
    expect(shown).toEqual(['Bearer a.b.c', 'Bearer a.b.c'])
    expect(agent.output()).toMatch(/agent-retries[^]*it answers 401/)
  },
  async 'PK-12'({ closed }) {
    const [local = 0] = await freePorts(1)
    const forward = startRelayProgram('piko', 'forward', 'tcp', String(local), 'b', '--connect.token', mySecretToken({}), '--connect.url', `http://127.0.0.1:${closed.proxy}`) // prettier-ignore
    await forward.says('port-needs-no-token')
    expect(await saidBy(local, {})).toBe(PASSES)
  },
  async 'B.3'({ closed }) {
    const good = bearer(mySecretToken({})).authorization
    const at = (authorization: string, headers: Record<string, string> = TO_B) => saidBy(closed.proxy, { authorization, ...headers }) // prettier-ignore
    expect(await at('')).toBe('401 missing authorization')
    expect(await at('Bearer')).toBe('401 invalid authorization')
    expect(await at('Basic x')).toBe('401 unsupported auth type')
    expect(await at(good, { 'x-piko-authorization': 'Bearer x', ...TO_B })).toBe(INVALID)
    expect(await at(good, { 'x-piko-tenant-id': 'a' })).toBe('401 unknown tenant')
    expect(await at('Bearer x', {})).toBe(INVALID)
    expect(await at(good, {})).toBe('400 missing endpoint id')
    expect(await at(good, { host: 'b.example.test' })).toBe(PASSES)
    expect(await at(good, { host: 'b.example.test', 'x-piko-endpoint': 'c' })).toBe('502 no available upstreams')
  },
  async 'B.5'({ open }) {
    const listen = (headers: Record<string, string>) => saidToSwitch(open.upstream, listenPath('e'), TUNNEL_PROTOCOL, headers) // prettier-ignore
    for (const id of ['a', 'b']) expect(await listen(byTenant(id))).toBe(PASSES)
    expect(await listen({ ...byTenant('a'), 'x-piko-tenant-id': 'b' })).toBe(INVALID)
    expect(await listen({ ...byTenant('a'), 'x-piko-tenant-id': 'c' })).toBe('401 unknown tenant')
    expect(await listen({ authorization: byTenant('a').authorization })).toBe('401 unknown tenant')
  },
  async 'B.6'({ open, forPeople }) {
    for (const path of ['/health', '/ready', '/status']) expect(await saidBy(open.admin, {}, path)).toBe('401 missing authorization') // prettier-ignore
    expect(await forPeople(OF_PEOPLE)).toBe(PASSES)
  },
}

test('each rule of Piko holds, by real processes', { timeout: 240_000 }, async () => {
  const world = await openWorld()
  const outcomes = await Promise.allSettled(Object.values(RULES).map((holds) => holds(world)))
  const broken = outcomes.flatMap((each, at) => (each.status === 'rejected' ? [[Object.keys(RULES)[at], each.reason.message]] : [])) // prettier-ignore
  expect(broken).toEqual([])
})
