import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { askRelay, listenAs, relayToken } from '../../apps/relay/relay.fixture.ts'
import { openServer } from '../support/forwarding.ts'
import { exchangeMuch, FLAT_MEMORY, memoryOf, sendMuch } from '../support/much.ts'
import { needs } from '../support/needs.ts'
import { freePorts } from '../support/ports.ts'
import { nodeWords, start } from '../support/processes.ts'
import { soakSize } from '../support/soak-size.ts'
import { until } from '../support/until.ts'

const MEGABYTES = soakSize('SOAK_MEGABYTES', 500)
const ENDPOINTS = 200
const REQUESTS = 2000
const SECRET = 'my-secret'

function run(what: string, ...words: string[]) {
  const running = start(process.execPath, nodeWords('apps/relay/main.ts', 'piko', ...words), {})
  onTestFinished(() => void running.kill('SIGKILL'))
  const ready = until(what, () => {
    if (running.code() !== undefined) throw new Error(running.output())
    return running.output().includes(what)
  })
  return { ready, memory: () => memoryOf(running.pid) }
}

/** A relay in a process of its own. */
async function startRelay() {
  const [proxy = 0, upstream = 0, admin = 0] = await freePorts(3)
  const keys = ['proxy', 'upstream'].flatMap((port) => [`--${port}.auth.hmac-secret-key`, SECRET])
  const binds = Object.entries({ proxy, upstream, admin }).flatMap(([name, at]) => [`--${name}.bind-addr`, `127.0.0.1:${at}`]) // prettier-ignore
  const relay = run('relay-listens', 'server', ...keys, ...binds)
  await relay.ready
  return { ...relay, proxy, upstream, admin }
}

const token = relayToken({}, { secret: SECRET })
const headersTo = (endpoint: string) => ({ authorization: `Bearer ${token}`, 'x-piko-endpoint': endpoint })

test(`${ENDPOINTS} endpoints, and ${REQUESTS} requests at once: each is answered by its own`, async () => {
  const { proxy, upstream, memory } = await startRelay()
  const service = createServer(({ headers }, answer) => void answer.end(headers['x-piko-endpoint']))
  const { port } = await openServer(service)
  for (let at = 0; at < ENDPOINTS; at++) await listenAs(upstream, `e${at}`, port, token)
  const before = await memory()
  const asked = Array.from({ length: REQUESTS }, async (_, number) => {
    const endpoint = `e${number % ENDPOINTS}`
    const { status, text } = await askRelay({ port: proxy, headers: headersTo(endpoint) })
    return status === 200 && text === endpoint
  })
  expect((await Promise.all(asked)).filter((isRight) => !isRight)).toEqual([])
  const { most } = await memory()
  console.log(`the relay: ${Math.round(before.now / 1e6)} MB before, ${Math.round(most / 1e6)} MB at most`)
})

needs(process.platform !== 'linux' && 'the memory of another process is read as Linux tells it').test(
  `${MEGABYTES} MB up, and as many down, through relay and agent need no more memory than a few`,
  async () => {
    const relay = await startRelay()
    const service = createServer((asked, response) => {
      asked.resume().on('end', () => void sendMuch(response, asked.url === '/much' ? MEGABYTES : 0))
    })
    const { port } = await openServer(service)
    const url = `http://127.0.0.1:${relay.upstream}`
    const agent = run(
      'agent-connected',
      'agent',
      'http',
      'b',
      String(port),
      '--connect.token',
      token,
      '--connect.url',
      url,
    )
    await agent.ready
    const to = { port: relay.proxy, headers: headersTo('b') }
    expect(await exchangeMuch({ ...to, path: '/' }, 1)).toEqual({ status: 200, received: 0 })
    const before = [await relay.memory(), await agent.memory()]
    const { status, received } = await exchangeMuch({ ...to, path: '/much' }, MEGABYTES)
    expect({ status, received }).toEqual({ status: 200, received: MEGABYTES * 1_000_000 })
    for (const [at, { most }] of [await relay.memory(), await agent.memory()].entries()) {
      const now = before[at]?.now ?? 0
      console.log(
        `${at === 0 ? 'the relay' : 'the agent'}: ${Math.round(now / 1e6)} MB before, ${Math.round(most / 1e6)} MB at most`,
      )
      expect(most - now).toBeLessThan(FLAT_MEMORY)
    }
  },
)
