import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { needs } from '../../../tests/support/needs.ts'
import { talk } from '../../../tests/support/raw.ts'
import { askPlain, openTestSidecars, type TestSidecarOptions, type TestSidecars } from '../sidecars.fixture.ts'
import { makeInterceptor, makeTargetCertificate } from './make-certificates.ts'

// The weaknesses of the original at its signer, each over the wire: there in its dialect, and gone without it. Those of its
// verifier are in ../weaknesses.test.ts. docs/sidecars.md has the list.

const opened: TestSidecars[] = []
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})
async function open(dialect: 'strict' | 'jwtproxy', signerProxy = '', more: TestSidecarOptions = {}) {
  const sidecars = await openTestSidecars({ signerProxy: `dialect: ${dialect}\n${signerProxy}`, ...more })
  opened.push(sidecars)
  return sidecars
}

/** What the last token says that came to the upstream itself, which is no destination that somebody has named. */
async function claimsSent(sidecars: TestSidecars): Promise<Record<string, unknown>> {
  await sidecars.throughSigner(`${sidecars.upstream.address}/`)
  const token = String(sidecars.upstream.seen.at(-1)?.headers.authorization)
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
}

test('each weakness is in the log of a signer that has it, and none in that of a strict one', async () => {
  const [original, strict] = [await open('jwtproxy'), await open('strict')]
  const [line = '', ...others] = original.logs.filter((text) => text.includes('dialect-is-unsafe'))
  for (const weakness of ['W8', 'W10', 'W11', 'W13']) expect(JSON.parse(line).weaknesses.split(' ')).toContain(weakness)
  expect(others).toEqual([])
  expect(strict.logs.join('')).not.toMatch(/"weakness|unsafe/)
})

test('W8: two signers that start in the same second make the same token ids, and without the dialect they do not', async () => {
  const clock = manualClock(Date.now())
  const idsBy = async (dialect: 'strict' | 'jwtproxy') => {
    const ids = []
    for (let times = 0; times < 2; times++) ids.push((await claimsSent(await open(dialect, '', { clock })))['jti'])
    return ids
  }
  const [first, second] = await idsBy('jwtproxy')
  expect(second).toBe(first)
  const [one, other] = await idsBy('strict')
  expect(other).not.toBe(one)
})

const atAnotherAddress = ({ signerPort }: TestSidecars) =>
  askPlain({ host: '127.0.0.2', port: signerPort, path: '/', agent: false })

const withLoopbackNet = needs(process.platform === 'darwin' && 'this system has one loopback address')

withLoopbackNet.test(
  'W10: whoever reaches the machine reaches the signer, and without the dialect its loopback alone',
  async () => {
    expect((await atAnotherAddress(await open('jwtproxy'))).status).toBe(500) // a forward proxy, it says
    await expect(atAnotherAddress(await open('strict'))).rejects.toThrow('ECONNREFUSED')
  },
)

test('W11: a foreign host gets a token, and where destinations are named it does not', async () => {
  const original = await open('jwtproxy')
  expect(await claimsSent(original)).toMatchObject({ iss: 'service-a', aud: original.upstream.address })
  const strict = await open('strict', 'destinations: ["http://localhost:1"]')
  expect((await strict.throughSigner(`${strict.upstream.address}/`)).status).toBe(403)
  expect(strict.upstream.seen).toEqual([])
  expect((await open('strict')).logs.join('')).toContain('signs-for-every-destination')
})

const AUTHORITY = 'ca_key_file: ca.key\nca_crt_file: ca.crt'
const YEAR = 365 * 86_400_000

test('W13: the certificate of a tunnel has 1024 bits and eighty years, and without the dialect a curve and a day', async () => {
  const shown = async (dialect: 'strict' | 'jwtproxy') => {
    const sidecars = await open(dialect, AUTHORITY)
    const { raw } = (await greet(sidecars, 'service-b.test:443', 'DEFAULT@SECLEVEL=0')).getPeerX509Certificate()!
    const { publicKey, validFromDate, validToDate } = new X509Certificate(raw)
    return { sidecars, key: publicKey, life: validToDate.getTime() - validFromDate.getTime() }
  }
  const weak = await shown('jwtproxy')
  expect(weak.key.asymmetricKeyDetails).toMatchObject({ modulusLength: 1024 })
  expect(weak.life).toBeGreaterThan(79 * YEAR)
  await expect(greet(weak.sidecars, 'service-b.test:443')).rejects.toThrow(/key too weak/) // a client of today
  const sound = await shown('strict')
  expect(sound.key.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' })
  expect(sound.life).toBeLessThan(YEAR / 100)
})

test('W13: within a tunnel the Host may be another than the audience, and without the dialect that is a 421', async () => {
  const service = await openSecureService()
  const asked = async (dialect: 'strict' | 'jwtproxy') => {
    const sidecars = await open(dialect, `${AUTHORITY}\ninsecure_skip_verify: true`)
    const socket = await greet(sidecars, service.authority, 'DEFAULT@SECLEVEL=0')
    const { status } = await askPlain({ createConnection: () => socket, path: '/', headers: { host: 'evil.test' } })
    socket.destroy()
    return status
  }
  expect(await asked('jwtproxy')).toBe(200)
  expect(service.seen).toMatchObject([{ host: 'evil.test', audience: `https://${service.authority}` }])
  expect(await asked('strict')).toBe(421)
  expect(service.seen).toHaveLength(1)
})

test('W13: a web socket over TLS goes to whoever answers, with the token, and without the dialect to nobody', async () => {
  const service = await openSecureService()
  const upgraded = async ({ signerPort }: TestSidecars) => {
    const lines = ['Host: x', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']
    const text = `GET https://${service.authority}/ HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
    return talk(signerPort, text, (all) => all.includes('\r\n\r\n'))
  }
  expect(await upgraded(await open('jwtproxy'))).toMatch(/^HTTP\/1\.1 101 /)
  expect(service.seen).toHaveLength(1)
  expect(await upgraded(await open('strict'))).toMatch(/^HTTP\/1\.1 502 /)
  expect(service.seen).toHaveLength(1)
})

test('W14, which is in neither: a registry that is away ends no signer', async () => {
  for (const dialect of ['jwtproxy', 'strict'] as const) {
    const key =
      'private_key: {type: autogenerated, options: {key_folder: keys, key_server: {type: keyregistry, options: {registry: "http://127.0.0.1:9"}}}}'
    const sidecars = await open(dialect, '', { privateKey: key })
    const answer = await sidecars.throughSigner('/')
    expect(answer.status).toBe(dialect === 'jwtproxy' ? 502 : 503)
    expect((await askPlain({ host: '127.0.0.1', port: sidecars.signerPort, path: '/healthz' })).status).toBe(503)
  }
})

/** A service over TLS that nobody vouches for. It takes web sockets, and remembers who came. */
async function openSecureService() {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = await makeInterceptor(key, Date.now())
  const leaf = await makeTargetCertificate('127.0.0.1', { certificate, key }, Date.now())
  const seen: { host: string | undefined; audience: unknown }[] = []
  const note = ({ headers: { host, authorization = '' } }: IncomingMessage) => {
    const { aud } = JSON.parse(Buffer.from(authorization.split('.')[1] ?? '', 'base64url').toString()) as {
      aud: unknown
    }
    seen.push({ host, audience: aud })
  }
  const server = createSecureServer(leaf, (asked, response) => void (note(asked), response.end()))
  server.on('upgrade', (asked, socket: Socket) => {
    note(asked)
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => void server.close(() => resolve()))
  })
  return { seen, authority: `127.0.0.1:${(server.address() as AddressInfo).port}` } // it listens
}

/** Opens a tunnel, and greets whoever answers there as a client that trusts the authority of the signer. */
async function greet({ signerPort, folder }: TestSidecars, authority: string, ciphers?: string): Promise<TLSSocket> {
  const ca = await readFile(join(folder, 'ca.crt'), 'utf8')
  const socket = await new Promise<Socket>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: signerPort, method: 'CONNECT', path: authority, agent: false })
    asked.on('connect', (_answer, way) => resolve(way as Socket)).on('error', reject) // a server over TCP
    asked.end()
  })
  const [host = ''] = authority.split(':')
  return new Promise((resolve, reject) => {
    const name = host.endsWith('.test') ? { servername: host } : {}
    const options = { socket, ca, host, ...name, rejectUnauthorized: true, ...(ciphers !== undefined && { ciphers }) }
    const secure = connectTls(options, () => resolve(secure))
    secure.on('error', reject)
  })
}
