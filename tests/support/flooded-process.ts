import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { ProcessName } from '#core/config/processes'
import { flood, FLOODS, GREETING_FLOODS, residentMegabytes } from './floods.ts'
import { ask, untilHealthy } from './play-all.ts'
import { freePorts, settingsFor } from './ports.ts'
import { startNode, testKeysFolder } from './processes.ts'
import { until } from './until.ts'

/** What a process may need beyond what it needs when nobody asks for anything. README.md of core states it. */
const MOST_MEGABYTES = 100

export interface Crowd {
  /** How many connections they have, and open again when they are cut off. */
  strangers: number
  /** So many questions of others are answered while each kind of flood lasts. */
  meanwhile: number
}

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const TRACED = { traceparent: `00-${TRACE}-b7ad6b7169203331-01`, 'content-type': 'application/json' }

/** Starts a process, floods one of its ports in every way, and looks how it fares. */
export async function expectToStand(name: ProcessName, door: 'plain' | 'TLS', crowd: Crowd): Promise<void> {
  const { pid, port, tlsPort, ca } = await startWithTrace(name)
  const [to, trust] = door === 'plain' ? ([port, undefined] as const) : ([tlsPort, ca] as const)
  const idle = residentMegabytes(pid)
  const needed: Record<string, number> = {}
  const floods = [
    ...Object.entries(FLOODS).map((one) => [...one, trust] as const),
    ...Object.entries(door === 'TLS' ? GREETING_FLOODS : {}).map((one) => [...one, undefined] as const),
  ]
  for (const [what, doIt, speaks] of floods) {
    const memory = watchMemory(pid)
    const end = flood(doIt, crowd.strangers, to, speaks, `/traces/${TRACE}`)
    onTestFinished(end)
    for (let count = 0; count < crowd.meanwhile; count++) {
      await until(`an answer while somebody ${what}`, async () => (await askOnce(port))?.status === 200)
    }
    end()
    await untilHealthy(port)
    needed[what] = memory.most() - idle
  }
  for (const [what, megabytes] of Object.entries(needed)) expect(megabytes, what).toBeLessThan(MOST_MEGABYTES)
  expect(residentMegabytes(pid) - idle, 'afterwards').toBeLessThan(MOST_MEGABYTES)
  expect((await ask(port, `/traces/${TRACE}`))?.status, 'all is as before').toBe(200)
}

/** Longer than `until` is patient: one that is never answered is told by name. Milliseconds. */
const NEVER = 100_000

const askOnce = (port: number) => ask(port, '/healthz', { signal: AbortSignal.timeout(NEVER) })

function watchMemory(pid: number) {
  let most = residentMegabytes(pid)
  const look = () => (most = Math.max(most, residentMegabytes(pid)))
  const watch = setInterval(look, 20)
  onTestFinished(() => clearInterval(watch))
  return {
    most() {
      clearInterval(watch)
      return look()
    },
  }
}

/** With a trace as long as a stranger can make it. */
async function startWithTrace(name: ProcessName) {
  const KEYS_FOLDER = await testKeysFolder()
  const [port = 0, tlsPort = 0, other = 0] = await freePorts(3)
  const { pid } = startNode(name, {
    FACTORY_URL: `https://localhost:${other}`,
    KEYS_FOLDER,
    LOG_LEVEL: 'warn',
    ...settingsFor(name, { port, tlsPort }),
  })
  await untilHealthy(port)
  const claims = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`c${index}`, 'x'.repeat(40)]))
  for (let count = 0; count < 60; count++) {
    if (name === 'jwt-factory') {
      await ask(port, '/issueToken/servicea', { method: 'POST', headers: TRACED, body: JSON.stringify(claims) })
    } else await ask(port, '/scenario3?trace=1', { headers: TRACED })
  }
  return { pid, port, tlsPort, ca: await readFile(join(KEYS_FOLDER, 'tls', 'ca.pem'), 'utf8') }
}
