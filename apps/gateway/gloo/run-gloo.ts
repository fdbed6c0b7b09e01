import { join } from 'node:path'
import { houseSettings } from '#core/config/house'
import { openTlsIdentity } from '#core/http/tls'
import { readConfig } from '#core/config/read-config'
import { explainListen } from '#core/process/explain-listen'
import type { CommandCall } from '#core/process/run-process'
import { UsageFault } from '#core/process/command-line'
import { openStore } from '#core/store/open-store'
import { createTraces } from '#core/trace/recorder'
import { checkLoginSettings } from '../login/check-login-settings.ts'
import { openGatewayLog } from '../gateway-log.ts'
import { gatewaySettings } from '../settings.ts'
import { explainGloo, readAskedInWords } from './explain-gloo.ts'
import { readGlooOptions } from './gloo-options.ts'
import { loadGloo } from './load-gloo.ts'
import { openGloo } from './open-gloo.ts'
import type { GlooFile } from './read-gloo-files.ts'
import { sayGloo } from './say-gloo.ts'

/**
 * Does what a command says with the documents of Gloo that were read: checks them, explains a request, or runs the gateway.
 * @returns undefined when nothing runs
 * @throws Error with all that is wrong with the files, for the person at the terminal
 */
export async function runGloo(
  call: CommandCall,
  files: readonly GlooFile[],
): Promise<{ close(): Promise<void> } | undefined> {
  const { options, lists = {}, env, clock, terminal, words } = call
  if (words.length > 0 && options['explain'] === undefined)
    throw new UsageFault(`"${words[0]?.slice(0, 40)}" is one word too many.`)
  const asked = typeof options['explain'] === 'string' ? readAskedInWords(options['explain'], words[0]) : undefined
  const isDry = asked !== undefined || options['check'] === true
  const { keysFolder } = readConfig({ keysFolder: houseSettings.keysFolder }, env)
  const signed = async (hosts: readonly string[]) =>
    openTlsIdentity(join(keysFolder, 'tls'), GLOO_CERTIFICATE, clock, { furtherNames: hosts })
  const given = readGlooOptions(options, lists, env)
  const loaded = await loadGloo(files, given, { check: checkLoginSettings, ...(!isDry && { signed }) })
  if (isDry) {
    const names = files.map(({ file }) => file)
    terminal.write(`${(asked ? explainGloo(loaded, asked) : sayGloo(loaded, names)).join('\n')}\n`)
    return undefined
  }
  const house = readConfig(gatewaySettings, env)
  const log = openGatewayLog(call, house)
  for (const hint of loaded.hints) log.warn({ hint }, 'configuration-hint')
  const needsStore = loaded.plan.policies.some(({ login }) => login?.session.kind === 'store')
  const setting = typeof options['store'] === 'string' ? options['store'] : 'memory'
  const store = needsStore ? await openStore(setting, { folder: keysFolder, clock, log }) : undefined
  const traces = createTraces('gateway', clock)
  const world = { clock, machine: clock, log, traces, host: house.host, ...(store && { store }) }
  const open = await openGloo(loaded, world).catch(async (error: unknown) => {
    await store?.close()
    throw await explainListen(error, `with --port`, clock)
  })
  return {
    async close() {
      await open.close()
      await store?.close()
    },
  }
}

/** As its file in `keys/tls` is called. */
const GLOO_CERTIFICATE = 'gloo-gateway'
