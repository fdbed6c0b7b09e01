import { join } from 'node:path'
import { readIfThere } from './private-file.ts'

/** The secret that a service shares with the factory, in a file of its own: no service reads that of another. */
export const CLIENT_SECRET_FILE = 'client-secret'

export const clientSecretFile = (keysFolder: string, owner: string) => join(keysFolder, owner, CLIENT_SECRET_FILE)

/** @returns undefined when there is none yet: the factory makes it at its first start */
export async function readClientSecret(keysFolder: string, owner: string): Promise<string | undefined> {
  return (await readIfThere(clientSecretFile(keysFolder, owner)))?.trim() || undefined
}
