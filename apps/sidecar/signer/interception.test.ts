import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { request, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as secureConnect, type TLSSocket } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { until } from '../../../tests/support/until.ts'
import { openTestSidecars, type TestSidecarOptions, type TestSidecars } from '../sidecars.fixture.ts'
import { makeInterceptor, makeTargetCertificate } from './make-certificates.ts'

let opened: TestSidecars | undefined
const open = async (options?: TestSidecarOptions) => (opened = await openTestSidecars(options))
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

const AUTHORITY = 'ca_key_file: ca.key\nca_crt_file: ca.crt'
const caOf = ({ folder }: TestSidecars) => readFile(join(folder, 'ca.crt'), 'utf8')

test('an authority is made at the first use: its key is private, and a client that trusts it is believed to have its service', async () => {
  const sidecars = await open({ signerProxy: AUTHORITY })
  const way = await openWay(sidecars, 'service-b.test:443')
  const secure = await greet(way, await caOf(sidecars), 'service-b.test')
  expect(secure.authorized).toBe(true)
  expect(secure.alpnProtocol).toBe('http/1.1')
  expect((await stat(join(sidecars.folder, 'ca.key'))).mode & 0o777).toBe(0o600)
  secure.destroy()
})

test('within a tunnel, a request is signed for where the tunnel leads; whoever is there must be believed', async () => {
  const { ca, cert, key } = await certified()
  const folder = await mkdtemp(join(tmpdir(), 'trusted-'))
  await writeFile(join(folder, 'service.crt'), ca)
  const seen: (string | undefined)[] = []
  const service = createServer({ cert, key }, (asked, response) => {
    seen.push(asked.headers.authorization)
    response.end('over TLS')
  })
  await new Promise<void>((resolve) => void service.listen(0, '127.0.0.1', resolve))
  const address = service.address()
  const authority = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const ask = async (signerProxy: string) => {
    const sidecars = await open({ signerProxy })
    const secure = await greet(await openWay(sidecars, authority), await caOf(sidecars), '127.0.0.1')
    const answer = await askWithin(secure, '/x', authority)
    secure.destroy()
    await sidecars.close()
    return answer
  }
  expect((await ask(AUTHORITY)).status).toBe(502)
  expect(seen).toEqual([])
  const answer = await ask(`${AUTHORITY}\ntrusted_certificates: ["${join(folder, 'service.crt')}"]`)
  opened = undefined
  expect(answer).toMatchObject({ status: 200, body: 'over TLS' })
  const claims = JSON.parse(Buffer.from(seen[0]?.split('.')[1] ?? '', 'base64url').toString())
  expect(claims).toMatchObject({ iss: 'service-a', aud: `https://${authority}` })
  service.close()
  service.closeAllConnections()
  await rm(folder, { recursive: true })
})

test('a Host that names another than the tunnel is a 421: it gets no token for one to send to another', async () => {
  const sidecars = await open({ signerProxy: AUTHORITY })
  const secure = await greet(await openWay(sidecars, 'service-b.test:443'), await caOf(sidecars), 'service-b.test')
  expect((await askWithin(secure, '/x', 'evil.test')).status).toBe(421)
  secure.destroy()
})

test('plain HTTP within a tunnel is signed, too: some clients open one for every address', async () => {
  const sidecars = await open({ signerProxy: AUTHORITY })
  const way = await openWay(sidecars, `localhost:${sidecars.verifierPort}`)
  way.write(`GET /plain HTTP/1.1\r\nHost: localhost:${sidecars.verifierPort}\r\nConnection: close\r\n\r\n`)
  let answer = ''
  for await (const chunk of way) answer += String(chunk)
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*the upstream/)
  expect(sidecars.upstream.seen).toMatchObject([{ url: '/plain' }])
})

test.each(['OPTIONS *', 'CONNECT a:443'])(
  'within a tunnel, %s is for who is at its end, or for nobody',
  async (line) => {
    const sidecars = await open({ signerProxy: AUTHORITY })
    const host = `localhost:${sidecars.verifierPort}`
    const way = await openWay(sidecars, host)
    way.write(`${line} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    let answer = ''
    for await (const chunk of way) answer += String(chunk)
    expect(answer).toMatch(line === 'OPTIONS *' ? /^HTTP\/1\.1 200 / : /^HTTP\/1\.1 405 /)
  },
)

test('at the end of the signer, what goes on in a tunnel has its time', async () => {
  const sidecars = await open({ signerProxy: AUTHORITY })
  const asked = Promise.withResolvers<ServerResponse>()
  sidecars.upstream.server.removeAllListeners('request')
  sidecars.upstream.server.on('request', (_request, response) => asked.resolve(response))
  const host = `localhost:${sidecars.verifierPort}`
  const way = await openWay(sidecars, host)
  const idle = await openWay(sidecars, host)
  let answer = ''
  way.on('data', (chunk: Buffer) => (answer += chunk.toString()))
  const ended = [way, idle].map((each) => once(each.resume(), 'close'))
  way.write(`GET /slow HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
  const response = await asked.promise
  const signer = sidecars.sidecars.proxies.find(({ kind }) => kind === 'signer') ?? expect.fail('no signer')
  const closed = signer.close()
  await until('no connection more', () => refuses(sidecars.signerPort))
  response.end('in the end')
  await Promise.all([closed, ...ended])
  expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*in the end/)
})

const refuses = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(false))
    socket.on('error', () => resolve(true)).once('connect', () => void socket.destroy())
  })

test.each([
  'no-port',
  'user@host:1',
  'host:99999',
  'host:0',
  'host:x',
  'a!b:80',
  'a,b:80',
  'ex%61mple:80',
  '2130706433:80',
  '0x7f.1:80',
])('CONNECT %s is refused', async (authority) => {
  const sidecars = await open({ signerProxy: AUTHORITY })
  await expect(openWay(sidecars, authority)).rejects.toThrow(/^400$/)
  expect(sidecars.logs.join('')).not.toContain('"bug"')
})

async function openWay({ signerPort }: TestSidecars, authority: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: signerPort, method: 'CONNECT', path: authority, agent: false })
    asked.on('connect', (answer, socket) => {
      socket.on('error', () => {})
      if (answer.statusCode === 200) return resolve(socket as Socket)
      reject(new Error(String(answer.statusCode)))
    })
    asked.on('error', reject)
    asked.end()
  })
}

function greet(socket: Socket, ca: string, servername: string): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const options = { socket, ca, host: servername, ALPNProtocols: ['h2', 'http/1.1'] }
    const secure = secureConnect({ ...options, ...(!/^\d/.test(servername) && { servername }) }, () => resolve(secure))
    secure.on('error', reject)
  })
}

function askWithin(socket: TLSSocket, path: string, host: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ createConnection: () => socket, path, headers: { host } }, (answer) => {
      let body = ''
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** A service with a certificate of an authority that the signer is told to believe. */
async function certified() {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const certificate = await makeInterceptor(key, Date.now())
  return { ca: certificate, ...(await makeTargetCertificate('127.0.0.1', { certificate, key }, Date.now())) }
}
