import { join, basename, posix } from 'node:path'
import { explainFileFault } from './file-trouble.ts'
import { readIfThere, writeFileAtomically } from './private-file.ts'
import { belowProject } from './project-folder.ts'
import type { JWK } from 'jose'

/** The secret that a service shares with the factory, in a file of its own: no service reads that of another. */
export const CLIENT_SECRET_FILE = 'client-secret'

export const clientSecretFile = (keysFolder: string, owner: string) => join(keysFolder, owner, CLIENT_SECRET_FILE)

/**
 * @returns undefined when there is none yet: the factory makes it at its first start
 * @throws FileUnavailable when it is there and cannot be read
 */
export async function readClientSecret(keysFolder: string, owner: string): Promise<string | undefined> {
  const file = clientSecretFile(keysFolder, owner)
  const text = await explainFileFault(`the client secret of ${owner} cannot be read`, () => readIfThere(file))
  return text?.trim() || undefined
}

/** The public keys of a service, for its peers to pin: a JWKS that is replaced whole. */
export const PINNED_FILE = 'jwks.json'

/** Where B of scenario 11 listens while it runs; after a kill it is still there (core/config/plain-socket.ts). */
export const PLAIN_SOCKET = 'plain.sock'

/** Below the folder for keys. */
export const pinnedPath = (owner: string) => posix.join(owner, PINNED_FILE)

export const pinnedFile = (keysFolder: string, owner: string) => join(keysFolder, owner, PINNED_FILE)

/**
 * A file that says the same already stays: where nothing is new, nothing need be written.
 * @throws FileUnavailable when it cannot be written
 */
export const writePinnedFile = (keysFolder: string, owner: string, keySet: { keys: JWK[] }) =>
  explainFileFault(`the public keys of ${owner} cannot be written`, async () => {
    const file = pinnedFile(keysFolder, owner)
    const text = `${JSON.stringify(keySet, null, 2)}\n`
    if ((await readIfThere(file)) !== text) await writeFileAtomically(file, text, 0o644)
  })

/** A folder of key material as an answer may show it: relative to the project, never where the project lies. */
export function shownFolder(keysFolder: string, name: string): string {
  const shown = belowProject(keysFolder)?.replaceAll('\\', '/') ?? basename(keysFolder)
  return posix.join(shown, name)
}
