import { EventEmitter, once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer, request as httpsRequest, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { manualClock, nextTurn, systemClock } from '#core/clock'
import { FREE_PORTS } from '#core/config/process-settings'
import { patienceOf } from '#core/config/patience'
import { readConfig } from '#core/config/read-config'
import { openTlsIdentity, type TlsIdentity } from '#core/http/tls'
import { certifiedFolder } from '../../tests/support/folders.ts'
import { readProject } from '../../tests/support/project-files.ts'
import { neighboursSettings } from './config.ts'
import { relayProfile } from './relays/relay-profiles.ts'
import { SIGNER_ISSUER } from './signer-key.ts'
import { startNeighbours, type StartedNeighbours } from './start.ts'

/** Seconds. Longer than any limit that the systems have which they imitate. */
const PEER_TIMEOUT = 600
/** Of a play, before a fetch may be given up. Seconds. */
const LEAST_WAIT = PEER_TIMEOUT / 2 - 1

const clock = manualClock(systemClock.now())
const asked = new EventEmitter()
/** It hangs: its disk, say. */
let factory: Server
let identity: TlsIdentity
let keysFolder: string
let neighbours: StartedNeighbours

beforeAll(async () => {
  keysFolder = await certifiedFolder()
  await mkdir(join(keysFolder, 'login-gateway'), { mode: 0o700 })
  await writeFile(join(keysFolder, 'login-gateway', 'client-secret'), `${'s'.repeat(43)}\n`, { mode: 0o600 })
  identity = await openTlsIdentity(join(keysFolder, 'tls'), 'jwt-factory', systemClock)
  factory = createServer(identity, ({ url = '' }) => void asked.emit('path', url))
  factory.listen(0, '127.0.0.1')
  await once(factory, 'listening')
  const { port } = factory.address() as AddressInfo // it listens on a port
  const env = {
    ...FREE_PORTS,
    KEYS_FOLDER: keysFolder,
    FACTORY_URL: `https://127.0.0.1:${port}`,
    PEER_TIMEOUT: String(PEER_TIMEOUT),
  }
  const config = readConfig(neighboursSettings, env)
  const stop = systemClock.every(1, () => clock.advance({ seconds: 1 })) // alone it goes on without the registry after a while
  neighbours = await startNeighbours({ config, clock, logFormat: 'json', write: () => {} }).finally(stop)
})

afterAll(async () => {
  factory.closeAllConnections()
  factory.close()
  await neighbours.close()
  await rm(keysFolder, { recursive: true })
})

const asText = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const tokenOf = (alg: string, claims: object) => {
  const now = Math.floor(clock.now() / 1000)
  return `${asText({ alg, typ: 'JWT', kid: 'k-1' })}.${asText({ iat: now, nbf: now, exp: now + 60, jti: 'a'.repeat(32), ...claims })}.${'A'.repeat(86)}`
}

/** Who cannot answer without the factory, and what each asks it for. */
const WAITING = {
  verifier: { needs: /^\/registry\/.*\/k-1$/, bearer: 'ES256' },
  'stateless-gateway': { needs: /^\/keys\/consumers\/jwks$/, bearer: 'RS256', tracestate: 'gateway-public-key' },
  ingress: { needs: /^\/keys\/people\/jwks$/ },
  relay: { needs: /^\/issueToken\// },
  'login-gateway-tls': { needs: /^\/login\/\.well-known\// },
} as const

const askedFor = (needs: RegExp) =>
  new Promise<void>((resolve) => void asked.on('path', (path: string) => void (needs.test(path) && resolve())))

test.each(Object.entries(WAITING))(
  '%s waits for a factory that hangs as long as a play lets it',
  async (party, row) => {
    const { needs, bearer, tracestate } = { bearer: undefined, tracestate: undefined, ...row }
    const port = neighbours.partyPorts[party as keyof typeof WAITING]
    const headers = {
      ...(bearer && { authorization: `Bearer ${tokenOf(bearer, { iss: SIGNER_ISSUER, aud: `http://localhost:${port}` })}` }), // prettier-ignore
      ...(tracestate && { tracestate: `jwt-sandbox=${tracestate}`, traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` }), // prettier-ignore
    }
    let outcome: unknown
    const where = { host: '127.0.0.1', port, path: '/', headers, agent: false }
    const call = party.endsWith('-tls') ? httpsRequest({ ...where, ca: identity.ca }) : request(where)
    const answered = new Promise<void>((resolve) => {
      const end = (what: unknown) => ((outcome = what), resolve())
      call.on('response', (answer) => (answer.resume(), end(answer.statusCode))).on('error', end)
    })
    const isAsked = askedFor(needs)
    call.end()
    await Promise.race([isAsked, answered])
    expect(outcome).toBeUndefined()
    for (let second = 0; second < LEAST_WAIT; second++) {
      clock.advance({ seconds: 1 })
      await nextTurn()
    }
    expect(outcome).toBeUndefined()
    const stop = systemClock.every(1, () => clock.advance({ seconds: 10 }))
    await answered.finally(stop)
  },
)

test('what a relay is told in its file follows, too', async () => {
  const { proxy, upstream } = await profileWith(PEER_TIMEOUT)
  expect(proxy.timeout).toBe(PEER_TIMEOUT * 800)
  expect([proxy.auth?.keys, upstream.auth?.keys]).toEqual(Array(2).fill(expect.objectContaining({ timeout: PEER_TIMEOUT * 500 }))) // prettier-ignore
  expect((await profileWith(0.1)).proxy.timeout).toBe(80)
})

async function profileWith(seconds: number) {
  const given = { ports: { proxy: 1, upstream: 2, admin: 3 }, keys: 'https://factory/jwks', issuer: 'https://issuer/' }
  const patience = patienceOf({ peerTimeoutMilliseconds: seconds * 1000 })
  return (await relayProfile('relay', { ...given, ca: 'ca.pem', folder: '/', patience })).config
}

test('no file here has a patience of its own', async () => {
  const files = await readProject((path) => path.startsWith('apps/neighbours/') && !path.endsWith('.test.ts'))
  expect(files.size).toBeGreaterThan(20)
  const own = [...files].flatMap(([path, text]) => {
    return [...text.matchAll(/(?:PATIENCE|TIMEOUT|OPENING)\w* = [\d_]+|\b(?:timeout|patience): '?\d\w*/gi)].map(
      ([it]) => `${path}: ${it}`,
    )
  })
  expect(own).toEqual([])
})
