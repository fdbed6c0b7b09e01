import { dirname, resolve } from 'node:path'
import { readConfig } from '#core/config/read-config'
import { houseSettings } from '#core/config/house'
import { readTarget, type Target, type TargetTls } from '#core/http/forward/target'
import { createLog, type Log } from '#core/log'
import type { CommandCall } from '#core/process/run-process'
import { expandVariables } from '../config/expand-variables.ts'
import { readRelayFile } from '../keys/read-relay-file.ts'
import type { ClientTlsConfig, ConnectConfig } from './client-config.ts'
import { clientFlags, type ClientFlag } from './client-flags.ts'
import type { ClientTold } from './read-client-config.ts'
import type { WrittenConfig } from './warn-of-open-file.ts'

const { host, logLevel, logFormat } = houseSettings

/** What a command of an agent or a forward is told besides its words, and where paths in that begin. */
export async function toldOf(
  { options, env }: CommandCall,
  known: Readonly<Record<string, ClientFlag>>,
): Promise<{ told: ClientTold; folder: string; written?: WrittenConfig }> {
  const here = resolve(env['INIT_CWD'] ?? '.')
  const flags = clientFlags(options, known)
  const given = options['config']
  if (typeof given !== 'string') return { told: { file: 'The configuration', flags }, folder: here }
  const path = resolve(here, given)
  const text = await readRelayFile('--config', { given, path })
  const expanded = options['config.expand-env'] ? expandVariables(text, env) : text
  return { told: { file: given, text: expanded, flags }, folder: dirname(path), written: { given, path, text } }
}

/** The log of a command, and where `localhost` is. */
export function clientLog(
  name: string,
  level: string | undefined,
  { env, terminal, clock }: CommandCall,
): { log: Log; host: string } {
  const house = readConfig({ host, logLevel, logFormat }, env)
  const isJson = house.logFormat === 'json' || (house.logFormat === 'auto' && !terminal.isTerminal)
  const format = isJson ? 'json' : 'pretty'
  const log = createLog({ name, level: level ?? house.logLevel, format, clock, write: terminal.write })
  return { log, host: house.host }
}

/** @param key of the configuration that names its files. @throws Error for the person at the terminal, where one cannot be read */
export async function targetFrom(address: string, tls: ClientTlsConfig, key: string, log: Log): Promise<Target> {
  const target = readTarget(address)
  if (target.protocol === 'http') return target
  if (tls.isUnchecked) log.warn({ target: address, says: UNCHECKED }, 'certificate-is-not-checked')
  return { ...target, tls: await tlsOf(tls, key) }
}

const UNCHECKED = 'whoever answers is believed, and gets the token: insecure_skip_verify is for a look alone'

async function tlsOf({ rootCas, pair, isUnchecked }: ClientTlsConfig, key: string): Promise<TargetTls> {
  return {
    isUnchecked,
    ...(rootCas && { ca: await readRelayFile(`${key}.root_cas`, rootCas) }),
    ...(pair && {
      cert: await readRelayFile(`${key}.cert`, pair.cert),
      key: await readRelayFile(`${key}.key`, pair.key),
    }),
  }
}

/** The relay, as it is dialled. @throws as targetFrom */
export const relayTarget = ({ url, tls }: ConnectConfig, log: Log): Promise<Target> =>
  targetFrom(url, tls, 'connect.tls', log)
