import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { readIfThere } from '#core/files/private-file'
import type { KeygenConfig } from './config.ts'
import { generateMissingKeys } from './generate.ts'
import { trustLines } from './trust-lines.ts'

/**
 * How programs are made to trust the authority of this folder; it is made where there is none.
 * @param runtime as trustLines takes it; a runtime that is not known makes nothing
 * @throws UsageFault
 */
export async function tellTrust(runtime: string | true, config: KeygenConfig, clock: Clock): Promise<string> {
  const caFile = join(config.keysFolder, 'tls', 'ca.pem')
  const lines = trustLines(caFile, runtime === true ? undefined : runtime)
  if ((await readIfThere(caFile)) === undefined) await generateMissingKeys(config, clock)
  return lines.map((line) => `${line}\n`).join('')
}
