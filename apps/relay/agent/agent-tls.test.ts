import { createServer as createHttpsServer } from 'node:https'
import { connect, createServer } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { readTarget, type TargetTls } from '#core/http/forward/target'
import { openTlsIdentity, type TlsIdentity } from '#core/http/tls'
import { fixedToken } from '../client/token-source.ts'
import { startForward } from '../forward/start-forward.ts'
import { IN_TIME, openTestRelay, relayConfig, relayToken } from '../relay.fixture.ts'
import { listenOn, logInto, startTestAgent } from './agent.fixture.ts'

let folder: string
let identity: TlsIdentity
const fileOf = (name: string) => ({ given: name, path: join(folder, name) })
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'at-'))
  identity = await openTlsIdentity(folder, 'serviceb', systemClock)
  for (const part of ['cert', 'key'] as const) await writeFile(fileOf(`${part}.pem`).path, identity[part])
})
afterAll(() => rm(folder, { recursive: true }))

/** A relay that speaks TLS at both ports. */
async function openTlsRelay(how: TargetTls) {
  const tls = { cert: fileOf('cert.pem'), key: fileOf('key.pem') }
  const { ports } = await openTestRelay(relayConfig('strict', { proxy: { tls }, upstream: { tls } }))
  const at = (port: number) => readTarget(`https://localhost:${port}`, { tls: how })
  return { agents: at(ports.upstream), clients: at(ports.proxy) }
}

const LISTENS = fixedToken(relayToken({ ...IN_TIME, piko: { listen: ['b'] } }))
const CONNECTS = fixedToken(relayToken({ ...IN_TIME, piko: { endpoints: ['b'] } }))

test('agent and forward reach a relay by TLS, and a service at a unix socket', async () => {
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\at-${process.pid}` : join(folder, 'b.sock')
  const service = createServer({ allowHalfOpen: true }, (socket) => void socket.on('error', () => {}).pipe(socket))
  await new Promise<void>((resolve) => void service.listen(path, resolve))
  onTestFinished(() => void service.close())
  const relay = await openTlsRelay({ ca: identity.ca })
  const { agent } = startTestAgent({ relay: relay.agents, service: readTarget(`unix:${path}`), token: LISTENS })
  await agent.listening
  const lines: string[] = []
  const world = { clock: systemClock, machine: systemClock, log: logInto(lines), host: 'localhost' }
  const listen = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
  const forward = await startForward(
    { relay: relay.clients, endpoint: 'b', listen, token: CONNECTS, patience: 10_000 },
    world,
  )
  onTestFinished(() => forward.close(0))
  for (const size of [1, 2_000_000]) {
    const socket = connect({ port: forward.place.port ?? 0, host: '127.0.0.1', allowHalfOpen: true })
    socket.end('x'.repeat(size))
    expect((await text(socket)).length).toBe(size)
  }
})

test('a service by https is believed by its CA, and is not reached where nobody vouches for it', async () => {
  const server = createHttpsServer(identity, (_asked, answer) => void answer.end('said by TLS'))
  const port = await listenOn(server)
  const relay = await openTlsRelay({ ca: identity.ca })
  const endpoint = { relay: relay.agents, token: LISTENS, accessLog: true }
  const { agent } = startTestAgent({ ...endpoint, service: readTarget(`https://localhost:${port}`) })
  await agent.listening
  const lines: string[] = []
  const world = { clock: systemClock, machine: systemClock, log: logInto(lines), host: 'localhost' }
  const listen = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const
  const forward = await startForward(
    { relay: relay.clients, endpoint: 'b', listen, token: CONNECTS, patience: 10_000 },
    world,
  )
  onTestFinished(() => forward.close(0))
  const ask = () => {
    const socket = connect({ port: forward.place.port ?? 0, host: '127.0.0.1', allowHalfOpen: true })
    socket.end('GET / HTTP/1.1\r\nhost: b\r\nconnection: close\r\n\r\n')
    return text(socket)
  }
  await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' })
  const believed = readTarget(`https://localhost:${port}`, { tls: { ca: identity.ca } })
  const { agent: other } = startTestAgent({ ...endpoint, service: believed })
  await other.listening
  await agent.close(0)
  expect(await ask()).toContain('said by TLS')
})

test('a relay whose certificate is not believed is not shown the token, and it is said what to do', async () => {
  const relay = await openTlsRelay({})
  const token = { renews: false, take: async () => 't' }
  const { agent } = startTestAgent({ relay: relay.agents, servicePort: 1, token, firstWithin: 1 })
  expect(await agent.ended).toMatch(/its certificate is not believed \(\w+\): --connect\.tls\.root-cas names who is/)
})
