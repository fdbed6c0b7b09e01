import { UsageFault } from '#core/process/command-line'
import type { CommandCall } from '#core/process/run-process'
import { clientLog, relayTarget, targetFrom, toldOf } from '../client/open-client.ts'
import { tokenOfClient } from '../client/token-of-client.ts'
import { warnOfOpenToken } from '../client/warn-of-open-file.ts'
import { AGENT_FLAGS } from './agent-flags.ts'
import { readAgentConfig } from './read-agent-config.ts'
import { startAgent } from './start-agent.ts'

/** Agents of one configuration. */
export interface RunningAgents {
  /** Resolves when one of them has ended by itself: with why, for the person at the terminal. */
  readonly ended: Promise<string>
  close(): Promise<void>
}

/**
 * Reads what a command says, and starts the agents.
 * @returns undefined when it was only to be checked
 * @throws UsageFault, RelayConfigFault and others with a message for the person at the terminal
 */
export async function runAgent(call: CommandCall): Promise<RunningAgents | undefined> {
  const { options, clock: machine, terminal } = call
  const { told, folder, written } = await toldOf(call, AGENT_FLAGS)
  const words = listenerOfWords(call)
  const config = readAgentConfig({ ...told, ...(words && { words }) }, { folder })
  const { connect, gracePeriod, listeners, logLevel } = config
  const { log, host } = clientLog('agent', logLevel, call)
  await warnOfOpenToken(written, connect.token, log)
  const relay = await relayTarget(connect, log)
  const services = await Promise.all(
    listeners.map(({ service, tls }, at) => targetFrom(service, tls, `listeners[${at}].tls`, log)),
  )
  if (options['check']) {
    terminal.write(`${told.file} is good.\n`)
    return undefined
  }
  const token = tokenOfClient(connect, folder, machine)
  const { tenantId: tenant, timeout: firstWithin } = connect
  const world = { clock: machine, machine, log, host }
  const agents = listeners.map(({ endpoint, accessLog, timeout: servicePatience }, at) => {
    const service = services[at] ?? relay // there is one for each
    const about = { relay, endpoint, service, token, firstWithin, accessLog, servicePatience }
    return startAgent({ ...about, ...(tenant !== undefined && { tenant }) }, world)
  })
  const ends = Promise.withResolvers<string>()
  for (const { ended } of agents) void ended.then((why) => void (why !== undefined && ends.resolve(why)))
  return {
    ended: ends.promise,
    close: async () => void (await Promise.all(agents.map((each) => each.close(gracePeriod)))),
  }
}

const NAMES = {
  endpoint_id: 'ENDPOINT',
  addr: 'ADDRESS',
  timeout: '--timeout',
  access_log: '--access-log',
}

/** `http ENDPOINT ADDRESS`: one listener, in the place of those of a file. @returns undefined for `start` */
function listenerOfWords({ words: [kind = '', endpoint, address], options }: CommandCall) {
  const { timeout, 'access-log': log } = options
  if (kind === 'start') {
    if (endpoint !== undefined) throw new UsageFault('start takes its listeners from the file: --config=FILE.')
    if (typeof options['config'] !== 'string') throw new UsageFault('start needs its configuration: --config=FILE.')
    const loose = ['timeout', 'access-log'].find((name) => options[name] !== undefined)
    if (loose !== undefined)
      throw new UsageFault(`--${loose} is for http and tcp: write it to each listener of the file.`)
    return undefined
  }
  if (kind !== 'http' && kind !== 'tcp')
    throw new UsageFault(`There is no "${kind.slice(0, 40)}", only http, tcp and start.`)
  if (endpoint === undefined || address === undefined) throw new UsageFault(`${kind} needs ENDPOINT and ADDRESS.`)
  const access_log = log === undefined || log === true || log === 'true' ? true : log === 'false' ? false : log
  const value = [{ endpoint_id: endpoint, addr: address, protocol: kind, access_log, ...(timeout && { timeout }) }]
  return { key: 'listeners', value, names: NAMES }
}
