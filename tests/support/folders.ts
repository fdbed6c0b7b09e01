import { hash } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import { PEER_NAMES } from '#core/config/processes'
import { openTlsIdentity } from '#core/http/tls'

export const temporaryFolder = () => mkdtemp(join(tmpdir(), 'jwt-sandbox-'))

/** A temporary folder for keys that has certificates already: to make them is most of the work of a start. */
export async function certifiedFolder(): Promise<string> {
  const folder = await temporaryFolder()
  await cp(await certifiedTemplate(), folder, { recursive: true })
  return folder
}

/** What certified folders are copies of: read it, and leave it as it is. */
export const certifiedTemplate = (): Promise<string> => (template ??= makeCertificates())

let template: Promise<string> | undefined

/** Made once by a run of tests (run-folder.ts): the first worker makes them, as processes do that share a folder. */
async function makeCertificates(): Promise<string> {
  const folder = join(tmpdir(), 'jwt-sandbox-certified')
  for (const name of PEER_NAMES) await openTlsIdentity(join(folder, 'tls'), name, systemClock)
  return folder
}

/** Every file, with the hash of its bytes; but not the notes that a running SQLite keeps for itself (-shm). */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('-shm'))
    .map(({ parentPath, name }) => join(parentPath, name))
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, hash('sha256', await readFile(file))] as const)),
  )
}
