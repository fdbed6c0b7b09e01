import { createServer } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import { expect } from 'vitest'
import { openServer } from '../support/forwarding.ts'
import { exchangeMuch, FLAT_MEMORY, memoryOf, sendMuch } from '../support/much.ts'
import { needs } from '../support/needs.ts'
import { freePorts } from '../support/ports.ts'
import { nodeWords, start, type Running } from '../support/processes.ts'
import { soakSize } from '../support/soak-size.ts'
import { until } from '../support/until.ts'

const MEGABYTES = soakSize('SOAK_MEGABYTES', 1000)

async function runUntil(event: string, words: readonly string[]): Promise<Running> {
  const running = start(process.execPath, nodeWords('apps/relay/main.ts', ...words), {})
  await until(event, () => {
    if (running.code() !== undefined) throw new Error(running.output())
    return running.output().includes(event)
  })
  return running
}

/** A relay, agents for HTTP and for TCP, and a forward: each a process of its own. */
async function openRelayParties() {
  const http = createServer((asked, response) => {
    asked.resume().on('end', () => void sendMuch(response, asked.url === '/much' ? MEGABYTES : 0))
  })
  const echo = createTcpServer({ allowHalfOpen: true }, (socket) => void socket.on('error', () => {}).pipe(socket))
  const ports = [await openServer(http), await openServer(echo)].map(({ port }) => String(port))
  const [proxy = 0, upstream = 0, admin = 0, local = 0] = await freePorts(4)
  const binds = Object.entries({ proxy, upstream, admin }).flatMap(([name, port]) => [`--${name}.bind-addr`, `localhost:${port}`]) // prettier-ignore
  const relay = await runUntil('relay-listens', ['piko', 'server', ...binds])
  const url = ['--connect.url', `http://localhost:${upstream}`]
  const parties = [
    relay,
    await runUntil('agent-connected', ['agent', 'http', 'web', ports[0] ?? '', ...url]),
    await runUntil('agent-connected', ['agent', 'tcp', 'raw', ports[1] ?? '', ...url]),
    await runUntil('forward-listens', ['forward', 'tcp', String(local), 'raw', '--connect.url', `http://localhost:${proxy}`]), // prettier-ignore
  ]
  return { proxy, local, memory: () => Promise.all(parties.map(({ pid }) => memoryOf(pid))) }
}

/** Sends so many megabytes by TCP, and counts what comes back meanwhile: bytes. */
async function echoMuch(port: number, megabytes: number): Promise<number> {
  const socket = connect({ port, host: 'localhost', allowHalfOpen: true })
  void sendMuch(socket, megabytes)
  let received = 0
  for await (const piece of socket) received += (piece as Buffer).length // bytes: no encoding is set
  return received
}

needs(process.platform !== 'linux' && 'the memory of another process is read as Linux tells it').test(
  `${MEGABYTES} MB up, and as many down, through relay, agents and forward need no more memory than a few`,
  async () => {
    const { proxy, local, memory } = await openRelayParties()
    const headers = { 'x-piko-endpoint': 'web' }
    expect(await exchangeMuch({ port: proxy, path: '/', headers }, 1)).toEqual({ status: 200, received: 0 })
    expect(await echoMuch(local, 1)).toBe(1_000_000)
    const before = await memory()
    const { status, received } = await exchangeMuch({ port: proxy, path: '/much', headers }, MEGABYTES)
    expect({ status, received }).toEqual({ status: 200, received: MEGABYTES * 1_000_000 })
    expect(await echoMuch(local, MEGABYTES)).toBe(MEGABYTES * 1_000_000)
    const after = await memory()
    const grown = after.map(({ most }, at) => most - (before[at]?.now ?? 0))
    console.log(
      `relay, agents and forward have grown by ${grown.map((bytes) => Math.round(bytes / 1e6)).join(', ')} MB`,
    )
    for (const bytes of grown) expect(bytes).toBeLessThan(FLAT_MEMORY)
  },
)
