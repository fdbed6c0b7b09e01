import { UsageFault } from '#core/process/command-line'
import { explainListen } from '#core/process/explain-listen'
import type { CommandCall } from '#core/process/run-process'
import { clientLog, relayTarget, toldOf } from '../client/open-client.ts'
import { tokenOfClient } from '../client/token-of-client.ts'
import { warnOfOpenToken } from '../client/warn-of-open-file.ts'
import { FORWARD_FLAGS } from './forward-flags.ts'
import { readForwardConfig } from './read-forward-config.ts'
import { startForward, type Forward } from './start-forward.ts'

/**
 * Reads what a command says, and opens its ports, or none.
 * @returns undefined when it was only to be checked
 * @throws UsageFault, RelayConfigFault and others with a message for the person at the terminal
 */
export async function runForward(call: CommandCall): Promise<{ close(): Promise<void> } | undefined> {
  const { options, clock: machine, terminal } = call
  const { told, folder, written } = await toldOf(call, FORWARD_FLAGS)
  const words = portOfWords(call)
  const config = readForwardConfig({ ...told, ...(words && { words }) }, { folder })
  const { connect, ports, gracePeriod, logLevel } = config
  const { log, host } = clientLog('forward', logLevel, call)
  await warnOfOpenToken(written, connect.token, log)
  const relay = await relayTarget(connect, log)
  if (options['check']) {
    terminal.write(`${told.file} is good.\n`)
    return undefined
  }
  const token = tokenOfClient(connect, folder, machine)
  const { tenantId, timeout: patience } = connect
  const about = { relay, token, patience, ...(tenantId !== undefined && { tenant: tenantId }) }
  const world = { clock: machine, machine, log, host }
  const forwards: Forward[] = []
  const closeAll = async (grace: number) => void (await Promise.all(forwards.map((each) => each.close(grace))))
  try {
    for (const each of ports) forwards.push(await startForward({ ...about, ...each }, world))
  } catch (error) {
    await closeAll(0)
    throw await explainListen(error, words ? 'in place of it' : `in ${told.file}`, machine)
  }
  return { close: () => closeAll(gracePeriod) }
}

/** `tcp PORT ENDPOINT`: one port, in the place of those of a file. @returns undefined for `start` */
function portOfWords({ words: [kind = '', address, endpoint], options }: CommandCall) {
  if (kind === 'start') {
    if (address !== undefined) throw new UsageFault('start takes its ports from the file: --config=FILE.')
    if (typeof options['config'] !== 'string') throw new UsageFault('start needs its configuration: --config=FILE.')
    return undefined
  }
  if (kind !== 'tcp') throw new UsageFault(`There is no "${kind.slice(0, 40)}", only tcp and start.`)
  if (address === undefined || endpoint === undefined) throw new UsageFault('tcp needs PORT and ENDPOINT.')
  return {
    key: 'ports',
    value: [{ addr: address, endpoint_id: endpoint }],
    names: { addr: 'PORT', endpoint_id: 'ENDPOINT' },
  }
}
