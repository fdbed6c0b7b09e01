import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { RequestListener } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { readCertificatePair, type CertificatePair } from '#core/http/certificates/pair'
import { makeAuthority } from '#core/http/certificates/authority'
import { signOddLeaf, FOR_SERVERS, type OddLeaf } from '#core/http/certificates/odd-leaf.fixture'
import { systemClock } from '#core/clock'
import { openTestMesh } from '../mesh-sidecar.fixture.ts'
import { createMeshDoor } from './door.ts'

const peerAuthentication = (spec: string) => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: mode, namespace: default}
spec: ${spec}
`
const STRICT = peerAuthentication('{mtls: {mode: STRICT}}')

let mesh: Awaited<ReturnType<typeof openTestMesh>>
let ca: CertificatePair
beforeAll(async () => {
  mesh = await openTestMesh({ policies: STRICT, ports: [3000, 3001], whenDone: afterAll })
  ca = (await readCertificatePair(mesh.folder, 'ca')) as CertificatePair // the sandbox's own is there
})

const WEB_UI = 'spiffe://cluster.local/ns/default/sa/webui'
const uri = (value: string) => ({ type: 'url' as const, value })
const signed = async (odd: OddLeaf, authority = ca) => ({
  ...(await signOddLeaf(odd, 'webui', authority)),
  ca: ca.cert,
})

/** Nothing was answered, and nobody behind was asked. */
async function expectCut(asking: Promise<unknown>): Promise<void> {
  const before = mesh.seen.length
  await expect(asking).rejects.toThrow(/socket hang up|ECONNRESET|EPIPE|alert|disconnected/)
  expect(mesh.seen).toHaveLength(before)
}

describe('whoever has no identity is cut off where mutual TLS is wanted:', () => {
  const names = [uri(WEB_UI)]
  const STRANGERS: Record<string, OddLeaf> = {
    'without an id': {},
    'with two ids': { names: [uri(WEB_UI), uri('spiffe://cluster.local/ns/default/sa/admin')] },
    'with an id of another form': { names: [uri('spiffe://cluster.local/webui')] },
    'with an address in place of an id': { names: [uri('https://cluster.local/ns/default/sa/webui')] },
    'of another trust domain': { names: [uri('spiffe://other/ns/default/sa/webui')] },
    'that has ended': { names, end: new Date(Date.now() - 1000) },
    'for servers alone': { names, purposes: [FOR_SERVERS ?? ''] },
    'of an authority': { names, isAuthority: true },
  }
  test.each(Object.keys(STRANGERS))('a certificate %s', async (name) => {
    await expectCut(mesh.ask('/', { as: await signed(STRANGERS[name] ?? {}) }))
  })

  test('the same certificate without a fault comes through', async () => {
    expect((await mesh.ask('/', { as: await signed({ names }) })).status).toBe(200)
  })

  test('a certificate of another CA', async () => {
    await expectCut(mesh.ask('/', { as: await signed({ names }, await makeAuthority()) }))
  })

  test('TLS without any certificate, and plaintext', async () => {
    const { cert: _cert, key: _key, ...nobody } = await signed({ names })
    await expectCut(mesh.ask('/', { as: nobody as CertificatePair & { ca: string } }))
    await expectCut(mesh.ask('/'))
    expect(mesh.logs.join('')).toContain('peer-refused')
  })
})

describe('the modes of a port', () => {
  test('PERMISSIVE takes both, and plaintext has no identity', async () => {
    await mesh.use(peerAuthentication('{mtls: {mode: PERMISSIVE}}'))
    const webui = await mesh.identityOf('default/webui')
    expect((await mesh.ask('/', { as: webui })).status).toBe(200)
    expect(mesh.seen.at(-1)?.headers['x-forwarded-client-cert']).toContain(WEB_UI)
    expect((await mesh.ask('/')).status).toBe(200)
    expect(mesh.seen.at(-1)?.headers).not.toHaveProperty('x-forwarded-client-cert')
  })

  test('DISABLE takes plaintext alone', async () => {
    await mesh.use(peerAuthentication('{mtls: {mode: DISABLE}}'))
    expect((await mesh.ask('/')).status).toBe(200)
    await expectCut(mesh.ask('/', { as: await mesh.identityOf('default/webui') }))
  })

  test('each port may have its own', async () => {
    const ports =
      '{selector: {matchLabels: {app: backend-api}}, mtls: {mode: STRICT}, portLevelMtls: {3001: {mode: DISABLE}}}'
    await mesh.use(peerAuthentication(ports))
    await expectCut(mesh.ask('/', { at: 0 }))
    expect((await mesh.ask('/', { at: 1 })).status).toBe(200)
  })

  test('who is connected already in plaintext is cut off when a policy says STRICT', async () => {
    await mesh.use(peerAuthentication('{mtls: {mode: PERMISSIVE}}'))
    const socket = connect(mesh.port, '127.0.0.1')
    const ended = new Promise((resolve) => socket.once('close', resolve))
    const ask = () => socket.write('GET / HTTP/1.1\r\nHost: backend-api\r\n\r\n')
    ask()
    await new Promise((resolve) => socket.once('data', resolve))
    await mesh.use(STRICT)
    const before = mesh.seen.length
    ask()
    await ended
    expect(mesh.seen).toHaveLength(before)
  })
})

test.each([
  ['says nothing', ''],
  ['begins to agree on TLS', '\x16\x03\x01'],
])('who connects and only %s keeps no workload out, however many there are', async (_what, text) => {
  await mesh.use(STRICT)
  const webui = await mesh.identityOf('default/webui')
  const before = connectTls({ host: '127.0.0.1', port: mesh.port, checkServerIdentity: () => undefined, ...webui })
  onTestFinished(() => void before.destroy())
  const gone = once(before, 'close').then(() => 'gone')
  const askAgain = async () => {
    before.write('GET / HTTP/1.1\r\nHost: backend-api\r\n\r\n')
    return String(await Promise.race([once(before, 'data'), gone]))
  }
  expect(await askAgain()).toContain(' 200 ')
  const sockets = Array.from({ length: 600 }, () => connect(mesh.port, '127.0.0.1').on('error', () => {}))
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.resume().once('connect', resolve))))
  if (text) for (const socket of sockets) socket.write(text)
  expect((await mesh.ask('/', { as: webui })).status).toBe(200)
  expect(await askAgain()).toContain(' 200 ') // who was there before is there
})

const serve: RequestListener = (_request, response) => void response.end('served')

test('callers who have asked, and ask nothing more, make room for others, too', async () => {
  const handlers = { request: serve, upgrade: () => {}, connect: () => {} }
  const door = createMeshDoor({
    handlers,
    tls: mesh.identity.tls(),
    mode: () => 'STRICT',
    trustDomains: ['cluster.local'],
    machine: systemClock,
    log: { info: () => {} },
    mostConnections: 2,
  })
  await new Promise<void>((resolve) => void door.server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => (door.refuseNew(), door.close(), void door.http.close()))
  const { port } = door.server.address() as AddressInfo // it listens
  const webui = await mesh.identityOf('default/webui')
  const come = async () => {
    const socket = connectTls({ host: '127.0.0.1', port, checkServerIdentity: () => undefined, ...webui })
    onTestFinished(() => void socket.on('error', () => {}).destroy())
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await once(socket, 'data')
    return { closed: once(socket.resume(), 'close').then(() => 'closed') }
  }
  const [first] = [await come(), await come(), await come()]
  expect(await Promise.race([first.closed, systemClock.delay(30_000)])).toBe('closed') // Node ends it after a minute
})

test('the certificate of the sidecar names its workload, and a caller that looks for it finds it', async () => {
  const cert = await readFile(join(mesh.folder, 'mesh.default.backend-api.pem'), 'utf8')
  expect(mesh.identity.tls().cert).toBe(cert)
  expect(mesh.identity.spiffeId).toBe('spiffe://cluster.local/ns/default/sa/backend-api')
})
