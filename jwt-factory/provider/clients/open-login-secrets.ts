import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import type { Log } from '#core/log'
import { explainFileFault } from '#core/files/file-trouble'
import { withFolderLock } from '#core/files/folder-lock'
import { makePrivateFolder, writeFileAtomically } from '#core/files/private-file'
import { clientSecretFile, readClientSecret } from '#core/files/service-folder'
import { LOGIN_CLIENT_IDS, type LoginClientId } from './login-clients.ts'

const LOGIN_SECRET_BYTES = 32

/**
 * The secrets of the clients that come with the sandbox. Each stands in `client-secret` in a folder of its own, where its
 * application finds it; one that is there stays.
 * @param folder of the factory, whose lock is held meanwhile
 * @param log told of one that cannot be written; absent: that is thrown
 * @throws FileUnavailable when one cannot be read
 */
export async function openLoginSecrets(
  keysFolder: string,
  folder: string,
  clock: Clock,
  log?: Pick<Log, 'warn'>,
): Promise<Record<LoginClientId, string>> {
  const secretOf = async (id: LoginClientId): Promise<[LoginClientId, string]> => [
    id,
    (await readClientSecret(keysFolder, id)) ?? (await makeSecret(keysFolder, id, log)),
  ]
  const all = await withFolderLock(folder, () => Promise.all(LOGIN_CLIENT_IDS.map(secretOf)), clock)
  return Object.fromEntries(all) as Record<LoginClientId, string> // one for each of the ids
}

/** A folder that takes nothing keeps no factory from its start: the application does not find the secret then. */
async function makeSecret(keysFolder: string, id: LoginClientId, log?: Pick<Log, 'warn'>): Promise<string> {
  const secret = randomBytes(LOGIN_SECRET_BYTES).toString('base64url')
  const written = explainFileFault(`the client secret of ${id} cannot be written`, async () => {
    const path = clientSecretFile(keysFolder, id)
    await makePrivateFolder(dirname(path))
    await writeFileAtomically(path, secret)
  })
  await (log
    ? written.catch((error: unknown) => log.warn({ reason: errorText(error) }, 'login-secret-not-written'))
    : written)
  return secret
}
