import { dirname } from 'node:path'
import { explainFileFault } from '#core/files/file-trouble'
import { makePrivateFolder, writeFileAtomically } from '#core/files/private-file'
import { clientSecretFile, readClientSecret } from '#core/files/service-folder'
import type { Declarations } from './client-file.ts'

/**
 * Lets each of these clients find its secret in its own folder: the one in use. The file of clients is the master; a file
 * that says the same stays as it is. One that cannot be written keeps no other from its secret.
 * @throws FileUnavailable when one cannot be read or written, after all others
 */
export async function handOutSecrets(
  keysFolder: string,
  ids: readonly string[],
  { clients }: Pick<Declarations, 'clients'>,
): Promise<void> {
  const faults: unknown[] = []
  for (const id of ids) {
    const [secret] = clients[id]?.secret ?? []
    if (secret !== undefined) await handOut(keysFolder, id, secret).catch((error: unknown) => faults.push(error))
  }
  if (faults.length > 0) throw faults[0]
}

async function handOut(keysFolder: string, id: string, secret: string): Promise<void> {
  if ((await readClientSecret(keysFolder, id)) === secret.trim()) return
  await explainFileFault(`the client secret of ${id} cannot be written`, async () => {
    const path = clientSecretFile(keysFolder, id)
    await makePrivateFolder(dirname(path))
    await writeFileAtomically(path, secret)
  })
}
