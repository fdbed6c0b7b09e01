import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { JOHNS_TOKEN } from '../../apps/gateway/both-profiles.fixture.ts'
import { GATEWAY_SECRET } from '../../apps/gateway/gateway.fixture.ts'
import { openServer } from '../support/forwarding.ts'
import { exchangeMuch, FLAT_MEMORY, memoryOf, sendMuch } from '../support/much.ts'
import { needs } from '../support/needs.ts'
import { freePorts } from '../support/ports.ts'
import { nodeWords, start } from '../support/processes.ts'
import { soakSize } from '../support/soak-size.ts'
import { until } from '../support/until.ts'

const MEGABYTES = soakSize('SOAK_MEGABYTES', 1000)

/** Both profiles in a process of their own, before a service that takes and gives as much as there is. */
async function openGateways() {
  const service = createServer((asked, response) => {
    asked.resume().on('end', () => void sendMuch(response, asked.url === '/much' ? MEGABYTES : 0))
  })
  const { port } = await openServer(service)
  const ports = await freePorts(2)
  const common = ports.map((at) => ({ listen: `127.0.0.1:${at}`, upstream: `http://127.0.0.1:${port}` }))
  const consumers = [{ id: '1', username: 'john', jwt_secrets: [{ key: 'john', secret: GATEWAY_SECRET }] }]
  const gateways = [
    { ...common[0], dialect: 'kong-stateless' },
    { ...common[1], dialect: 'kong', plugins: [{ name: 'jwt' }] },
  ]
  const folder = await mkdtemp(join(tmpdir(), 'gateway-memory-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'gateway.yaml')
  await writeFile(file, JSON.stringify({ consumers, gateways })) // JSON is YAML, too
  const env = { JWT_SECRET: GATEWAY_SECRET }
  const running = start(process.execPath, nodeWords('apps/gateway/main.ts', '--config', file), env)
  await until('both to listen', () => {
    if (running.code() !== undefined) throw new Error(running.output())
    return running.output().split('gateway-listens').length > 2
  })
  return { ports, memory: () => memoryOf(running.pid) }
}

needs(process.platform !== 'linux' && 'the memory of another process is read as Linux tells it').test(
  `${MEGABYTES} MB up, and as many down, through a gateway of either profile need no more memory than a few`,
  async () => {
    const { ports, memory } = await openGateways()
    const headers = { authorization: `Bearer ${JOHNS_TOKEN}` }
    for (const port of ports)
      expect(await exchangeMuch({ port, path: '/', headers }, 1)).toEqual({ status: 200, received: 0 })
    const before = await memory()
    for (const port of ports) {
      const { status, received } = await exchangeMuch({ port, path: '/much', headers }, MEGABYTES)
      expect({ status, received }).toEqual({ status: 200, received: MEGABYTES * 1_000_000 })
    }
    const { most } = await memory()
    console.log(`the gateways: ${Math.round(before.now / 1e6)} MB before, ${Math.round(most / 1e6)} MB at most`)
    expect(most - before.now).toBeLessThan(FLAT_MEMORY)
  },
)
