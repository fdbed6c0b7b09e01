import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { openTlsIdentity } from '#core/http/tls'
import { ask, untilHealthy } from './support/play-all.ts'
import { freePorts, isFree } from './support/ports.ts'
import { startNode, testKeysFolder } from './support/processes.ts'
import { httpAnswer, openTlsPeer } from './support/tls-peer.ts'
import { until } from './support/until.ts'

async function startServiceA(env: Record<string, string> = {}) {
  const KEYS_FOLDER = await testKeysFolder()
  const [port = 0, tlsPort = 0, otherPort = 0] = await freePorts(3)
  const process = startNode('servicea', {
    KEYS_FOLDER,
    SERVICEA_PORT: String(port),
    SERVICEA_TLS_PORT: String(tlsPort),
    FACTORY_URL: `https://localhost:${otherPort}`,
    SERVICEB_URL: `https://localhost:${otherPort}`,
    ...env,
  })
  await untilHealthy(port)
  return { process, port, otherPort, folder: join(KEYS_FOLDER, 'tls') }
}

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s finishes a play in flight, then the process ends',
  async (signal) => {
    const { process, port, otherPort, folder } = await startServiceA({ SELF_SIGNED_LIFETIME: '60' })
    const answers: (() => void)[] = []
    const serviceb = await openTlsPeer(
      await openTlsIdentity(folder, 'serviceb', systemClock),
      (socket) => answers.push(() => socket.write(httpAnswer(200, 'application/json', '{"valid":true,"claims":{}}'))),
      otherPort,
    )
    onTestFinished(() => serviceb.close())

    const play = ask(port, '/scenario3')
    const answer = await until('the call to reach B', () => answers[0] ?? false)
    process.kill(signal)
    process.kill(signal) // under npm start it comes twice
    await until('A to take no new connections', () => isFree(port))
    expect(process.code(), 'it waits for the play').toBeUndefined()
    answer()

    expect(await play).toMatchObject({ status: 200, body: { valid: true } })
    expect(await process.ended()).toBe(0)
    expect(process.output()).not.toMatch(/error/i)
  },
)

test('a second SIGINT some seconds later does not wait for the play', async () => {
  const { process, port, otherPort, folder } = await startServiceA()
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  const serviceb = await openTlsPeer(await openTlsIdentity(folder, 'serviceb', systemClock), () => resolve(), otherPort)
  onTestFinished(() => serviceb.close())
  const play = ask(port, '/scenario3')
  await asked
  process.kill('SIGINT')
  const pressAgain = setInterval(() => process.kill('SIGINT'), 200) // those of the first seconds count for nothing
  onTestFinished(() => clearInterval(pressAgain))
  expect(await process.ended()).toBeNull() // as by SIGKILL
  expect(await play).toBeUndefined() // it was cut
})

const LINGERERS: [string, string][] = [
  ['a connection that never sent a byte, as browsers keep in reserve', ''],
  ['a request whose head never ends', 'GET /healthz HTTP/1.1\r\nhost: a\r\nx-slow: '],
  [
    'a request whose body never ends',
    'POST /issueToken/servicea HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
  ],
  ['a kept connection', 'GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n'],
]

test('SIGTERM is not held up by connections on which nothing is going on', async () => {
  const [port = 0, tlsPort = 0] = await freePorts(2)
  const env = { KEYS_FOLDER: await testKeysFolder(), FACTORY_PORT: String(port), FACTORY_TLS_PORT: String(tlsPort) }
  const process = startNode('jwt-factory', env)
  await untilHealthy(port)
  const sockets = await Promise.all([port, tlsPort].flatMap((to) => LINGERERS.map(([, text]) => linger(to, text))))
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()))
  await untilHealthy(port) // and so the texts above have arrived

  process.kill('SIGTERM')
  expect(await process.ended()).toBe(0)
})

async function linger(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  if (text !== '') await new Promise((resolve) => socket.write(text, resolve))
  return socket
}
