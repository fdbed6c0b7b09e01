import type { Clock } from '../clock.ts'
import type { PortOfSetting } from '../config/equal-ports.ts'
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
  const facts = await factsOf(error, ports, clock)
  const isTold = await new Promise((resolve) => {
    if (!host.send) return resolve(false)
    host.send({ cannotStart: startFault(error, facts) }, (failed: Error | null) => resolve(!failed))
  })
  if (isTold) return
  host.stderr.write(`${wrapText(explainStartFailure(name, error, facts), columnsOf(host.stderr))}\n`)
}

async function factsOf(error: unknown, ports: readonly PortOfSetting[], clock: Clock): Promise<StartFacts> {
  const { code, address, port: wanted } = error as { code?: string; address?: string; port?: number } // of the platform
  if (wanted === undefined || address === undefined) return {}
  const variable = ports.find(({ port }) => port === wanted)?.variable
  const who = code === 'EADDRINUSE' ? await whoListens(address, wanted, clock) : undefined
  return { ...(variable !== undefined && { variable }), ...(who !== undefined && { who }) }
}
