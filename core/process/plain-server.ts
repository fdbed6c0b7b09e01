import type { RequestListener } from 'node:http'
import { houseSettings } from '../config/house.ts'
import { readConfig } from '../config/read-config.ts'
import { REQUEST_RULES } from '../http/explicit.ts'
import { listenAtAddress } from '../http/listen-address.ts'
import { createServer } from '../http/node-http.ts'
import { UsageFault } from './command-line.ts'
import { runUntilSignal } from './lifecycle.ts'
import { explainListen } from './explain-listen.ts'
import type { CommandCall, Host } from './run-process.ts'

/** The option of each command that runs a plain service. */
export const PLAIN_PORT = {
  port: { about: 'where it listens: at 3000 where nothing is said; HOST says at which address', value: 'PORT' },
}

/**
 * Runs a plain service of its own until somebody stops it: HTTP without TLS, which is left to a sidecar before it.
 * @returns the exit code
 * @throws UsageFault for what is no port; Error with what to do when it cannot be had
 */
export async function servePlainly(
  runner: Host,
  { options, env, clock, terminal }: CommandCall,
  name: string,
  listener: RequestListener,
): Promise<number> {
  const port = readPort(options['port'] ?? '3000')
  const { host } = readConfig({ host: houseSettings.host }, env)
  const server = createServer({ ...REQUEST_RULES, keepAliveTimeout: 30_000 }, listener)
  return runUntilSignal(runner, clock, async () => {
    const listening = listenAtAddress(server, { kind: 'tcp', port }, { host })
    const { shown, servers } = await listening.catch(async (error: unknown) => {
      throw await explainListen(error, 'with --port', clock)
    })
    terminal.write(`${name} listens at ${shown}, in plain HTTP.\n`)
    return {
      async close() {
        for (const each of servers) each.close()
        server.closeAllConnections()
      },
    }
  })
}

function readPort(given: string | true): number {
  const port = typeof given === 'string' && /^\d{1,5}$/.test(given) ? Number(given) : NaN
  if (port >= 0 && port < 65_536) return port
  throw new UsageFault(`--port=${String(given).slice(0, 20)} is no port.`)
}
