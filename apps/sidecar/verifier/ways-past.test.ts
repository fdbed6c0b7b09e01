import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { needs } from '../../../tests/support/needs.ts'
import { until } from '../../../tests/support/until.ts'
import { makeInterceptor, makeTargetCertificate } from '../signer/make-certificates.ts'
import { openTestSidecars, openUpstream, type TestSidecars, type TestUpstream } from '../sidecars.fixture.ts'

let folder: string
let ca: string
/** Where somebody might want to get to by way of the verifier. */
let elsewhere: TestUpstream
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'past-'))
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  ca = await makeInterceptor(key, Date.now())
  const leaf = await makeTargetCertificate('localhost', { certificate: ca, key }, Date.now())
  await writeFile(join(folder, 'v.crt'), leaf.cert)
  await writeFile(join(folder, 'v.key'), leaf.key)
  elsewhere = await openUpstream()
  elsewhere.server.on('connection', () => arrivals++)
})
afterAll(async () => {
  await elsewhere.close()
  await rm(folder, { recursive: true })
})

let arrivals = 0

interface Door {
  /** Lines of the configuration. */
  lines: () => string
  reach: (port: number, options?: { allowHalfOpen: boolean }) => Socket
}
const DOORS: Record<string, Door> = {
  'a port': { lines: () => '', reach: (port, options) => connect({ ...options, port, host: '127.0.0.1' }) },
  'a port with TLS': {
    lines: () => `crt_file: ${join(folder, 'v.crt')}\nkey_file: ${join(folder, 'v.key')}`,
    reach: (port, options) =>
      connectTls({ ...options, port, host: '127.0.0.1', servername: 'localhost', ca, rejectUnauthorized: true }),
  },
  'a socket': {
    lines: () => `listen_addr: "unix:${join(folder, 'v.sock')}"`,
    reach: (_port, options) => connect({ ...options, path: join(folder, 'v.sock') }),
  },
}

const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'
/** Each with the statuses that are fine for it. {there} is the upstream itself, or a server elsewhere. */
const WAYS: [what: string, request: string, statuses: readonly number[]][] = [
  ['a plain request', 'GET / HTTP/1.1\r\nHost: {there}\r\nConnection: close\r\n\r\n', [401]],
  ['a web socket', `GET /ws HTTP/1.1\r\nHost: {there}\r\n${UPGRADE}\r\n`, [401]],
  [
    'a web socket with a body',
    `GET /ws HTTP/1.1\r\nHost: {there}\r\nContent-Length: 3\r\n${UPGRADE}\r\nabc`,
    [400, 401],
  ],
  ['another protocol', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n', [401]],
  ['CONNECT', 'CONNECT {there} HTTP/1.1\r\nHost: {there}\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n', [405]],
  [
    'CONNECT with a token that is none',
    'CONNECT {there} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n\r\n',
    [405],
  ],
  ['an absolute address', 'GET http://{there}/ HTTP/1.1\r\nHost: {there}\r\nConnection: close\r\n\r\n', [400]],
  ['an absolute address of TLS', 'GET https://{there}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', [400]],
  ['a web socket by an absolute address', `GET http://{there}/ws HTTP/1.1\r\nHost: x\r\n${UPGRADE}\r\n`, [400]],
  ['a host in the path', 'GET //{there}/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', [401]],
  ['a path without a slash', 'GET {there} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', [400]],
  ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: {there}\r\nConnection: close\r\n\r\n', [401]],
]

const withDoors = needs(process.platform === 'win32' && 'this system has no unix sockets')
withDoors.describe('nothing unsigned gets past a verifier at', () => {
  describe.each(Object.keys(DOORS))('%s', (door) => {
    let sidecars: TestSidecars
    beforeAll(async () => {
      sidecars = await open(door)
    })
    afterAll(() => sidecars.close())

    test.each(WAYS)('%s', async (_what, request, statuses) => {
      for (const { address } of [sidecars.upstream, elsewhere]) {
        const said = await say(sidecars, door, request.replaceAll('{there}', new URL(address).host))
        expect(statuses).toContain(Number(/^HTTP\/1\.1 (\d+) /.exec(said)?.[1]))
        expect(said).not.toContain('the upstream')
      }
      expect([sidecars.upstream.seen.length, arrivals]).toEqual([0, 0])
    })

    test.each(WAYS.filter(([what]) => /CONNECT|web socket/.test(what)))(
      '%s leaves no connection behind, also where the other side keeps its half open',
      async (_what, request) => {
        const socket = DOORS[door]?.reach(sidecars.verifierPort, { allowHalfOpen: true })
        if (!socket) throw new Error('there is no such door')
        const gone = new Promise((resolve) => void socket.once('end', resolve).once('error', resolve).resume())
        socket.write(request.replaceAll('{there}', 'x'))
        await gone
        // What is written to a connection that is gone for the other side fails; one that is half open takes it.
        const failed = new Promise((resolve) => void socket.once('close', resolve))
        await until('its end', () => {
          socket.write('\r\n')
          return socket.destroyed || socket.errored !== null
        })
        socket.destroy()
        await failed
      },
    )

    test('in the dialect of the original CONNECT leads to the upstream, and to nobody else', async () => {
      await sidecars.close()
      sidecars = await open(door, 'dialect: jwtproxy')
      const inner = 'GET /past HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
      const there = new URL(elsewhere.address).host
      const said = await say(sidecars, door, `CONNECT ${there} HTTP/1.1\r\nHost: ${there}\r\n\r\n${inner}`)
      expect(said).toContain('the upstream')
      expect([sidecars.upstream.seen.length, arrivals]).toEqual([1, 0])
    })
  })
})

const open = (door: string, more = ''): Promise<TestSidecars> =>
  openTestSidecars({ verifierProxy: `${DOORS[door]?.lines()}\n${more}` })

/** @returns all that comes back, until the other side ends it */
async function say({ verifierPort }: TestSidecars, door: string, text: string): Promise<string> {
  const socket = DOORS[door]?.reach(verifierPort)
  if (!socket) throw new Error('there is no such door')
  socket.write(text)
  let all = ''
  for await (const chunk of socket) all += String(chunk)
  return all
}
