import { rmSync } from 'node:fs'
import { cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import { PEER_NAMES } from '#core/config/processes'
import { openTlsIdentity } from '#core/http/tls'

export const temporaryFolder = () => mkdtemp(join(tmpdir(), 'jwt-sandbox-'))

/** A temporary folder for keys that has certificates already: to make them is most of the work of a start. */
export async function certifiedFolder(): Promise<string> {
  const folder = await temporaryFolder()
  await cp(await (template ??= makeCertificates()), folder, { recursive: true })
  return folder
}

/** Made once by each worker of vitest, gone with it. */
let template: Promise<string> | undefined

async function makeCertificates(): Promise<string> {
  const folder = await temporaryFolder()
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const name of PEER_NAMES) await openTlsIdentity(join(folder, 'tls'), name, systemClock)
  return folder
}
