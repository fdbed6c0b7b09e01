import type { Clock } from '../clock.ts'
import type { PortOfSetting } from '../config/equal-ports.ts'
import type { Environment } from '../config/setting.ts'
import { explainStartFailure, startFault, type StartFacts } from './start-failure.ts'
import { columnsOf } from './terminal.ts'
import { whoListens } from './who-listens.ts'
import { wrapText } from './wrap.ts'

/**
 * Why a process cannot start. Whoever started it by a program tells the person, once for all that it started; otherwise
 * it says so itself.
 * @param ports those that it wanted: for one that cannot be had, who listens there is found out
 */
export async function tellFailure(
  host: NodeJS.Process,
  name: string,
  error: unknown,
  ports: readonly PortOfSetting[],
  clock: Clock,
): Promise<void> {
  const facts = await factsOf(error, ports, host.env, clock)
  const isTold = await new Promise((resolve) => {
    if (!host.send) return resolve(false)
    host.send({ cannotStart: startFault(error, facts) }, (failed: Error | null) => resolve(!failed))
  })
  if (isTold) return
  host.stderr.write(`${wrapText(explainStartFailure(name, error, facts), columnsOf(host.stderr))}\n`)
}

async function factsOf(
  error: unknown,
  ports: readonly PortOfSetting[],
  env: Environment,
  clock: Clock,
): Promise<StartFacts> {
  const { code, address, port: wanted } = error as { code?: string; address?: string; port?: number } // of the platform
  if (wanted === undefined || address === undefined) return {}
  const variable = ports.find(({ port }) => port === wanted)?.variable
  const who = code === 'EADDRINUSE' ? await whoListens(address, wanted, clock) : undefined
  const urlVariable = variable && urlNaming(variable, wanted, env)
  return { ...(variable && { variable }), ...(urlVariable && { urlVariable }), ...(who !== undefined && { who }) }
}

/**
 * The address of a process has a port, too: whoever has set one has to change both.
 * @param variable the setting of the port: FACTORY_PORT or FACTORY_TLS_PORT
 * @returns for instance FACTORY_URL, where it is set and names this port
 */
export function urlNaming(variable: string, port: number, env: Environment): string | undefined {
  const urlVariable = variable.replace(/(?:_TLS)?_PORT$/, '_URL')
  const url = URL.parse(env[urlVariable] ?? '')
  const named = url?.port || USUAL_PORTS[url?.protocol ?? '']
  return named === String(port) ? urlVariable : undefined
}

/** Those that no address shows. */
const USUAL_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' }
