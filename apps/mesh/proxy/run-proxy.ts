import { dirname, resolve } from 'node:path'
import { houseSettings } from '#core/config/house'
import { readConfig } from '#core/config/read-config'
import { kinds } from '#core/config/setting'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { whyRefused } from '#core/files/file-trouble'
import { readUtf8File } from '#core/files/regular-file'
import { createLog } from '#core/log'
import { UsageFault } from '#core/process/command-line'
import { explainListen } from '#core/process/explain-listen'
import type { CommandCall } from '#core/process/run-process'
import { createTraces } from '#core/trace/recorder'
import { followPolicies } from './follow-policies.ts'
import { followNamedFiles } from './follow-named-files.ts'
import { openProxy } from './open-proxy.ts'
import { ProxyFilesFault } from './named-file.ts'
import { readPolicyFiles } from './policy-files.ts'
import type { MeshProxyConfig } from './proxy-config.ts'
import { readProxyConfig } from './read-proxy-config.ts'
import { readProxyFiles } from './read-proxy-files.ts'

/** Longer files are none of ours. Bytes. */
const LARGEST_MESH_CONFIG = 1_000_000

const { host, logLevel, logFormat } = houseSettings

/**
 * Reads the configuration that a command names, and starts the sidecar that it describes.
 * @returns undefined when it was only to be checked
 * @throws ConfigFileFault, PolicyFilesFault and others with a message for the person at the terminal
 */
export async function runProxy(call: CommandCall): Promise<{ close(): Promise<void> } | undefined> {
  const { options, env, clock, terminal } = call
  const given = options['config']
  if (typeof given !== 'string') throw new UsageFault('It needs its configuration: --config=FILE.')
  const path = resolve(env['INIT_CWD'] ?? '.', given)
  const text = await readUtf8File(path, LARGEST_MESH_CONFIG).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'it is not there' : (whyRefused(cause) ?? cause.message)
    throw new Error(`${given} cannot be read: ${why}.`, { cause })
  })
  const config = readProxyConfig(text, given, { folder: dirname(path) })
  const { policies, files, remarks } = await readAll(config, clock)
  if (options['check']) {
    terminal.write([`${given} is good, and so are its policies.`, ...remarks, ''].join('\n'))
    return undefined
  }
  const house = readConfig({ host, logLevel, logFormat }, env)
  const log = createLog({
    name: config.workload.name,
    level: levelGiven(options['log-level']) ?? house.logLevel,
    format: house.logFormat === 'json' || (house.logFormat === 'auto' && !terminal.isTerminal) ? 'json' : 'pretty',
    clock,
    write: terminal.write,
  })
  for (const remark of remarks) log.warn({ remark }, 'configuration-remark')
  const traces = createTraces(config.workload.name, clock)
  const opening = openProxy(config, policies, { files, clock, log, traces, host: house.host })
  const proxy = await opening.catch(async (error: unknown) => {
    throw await explainListen(error, `in ${given}`, clock)
  })
  const following = await Promise.all([
    followPolicies({ files: config.policies, use: proxy.use, clock, log }),
    followNamedFiles({ config, use: proxy.renew, clock, log }),
  ])
  return {
    async close() {
      for (const stop of following) stop()
      await proxy.close()
    },
  }
}

/** All that is wrong with policies and other files is told at once. @throws Error with every fault */
async function readAll(config: MeshProxyConfig, clock: Clock) {
  const [policies, files] = await Promise.allSettled([
    readPolicyFiles(config.policies),
    readProxyFiles(config, clock.now()),
  ])
  if (policies.status === 'fulfilled' && files.status === 'fulfilled') {
    const remarks = [...policies.value.remarks, ...files.value.remarks]
    return { policies: policies.value.policies, files: files.value, remarks }
  }
  const causes = [policies, files].flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
  throw new ProxyFilesFault(causes.map(errorText).join('\n'), { cause: causes[0] })
}

function levelGiven(given: string | true | undefined): string | undefined {
  if (typeof given !== 'string') return undefined
  if (!kinds.logLevel.safeParse(given).success) throw new UsageFault(`--log-level=${given.slice(0, 20)} is no level.`)
  return given
}
