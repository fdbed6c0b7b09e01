import { hkdfSync, randomBytes } from 'node:crypto'
import { Buffer } from 'node:buffer'
import { dirname } from 'node:path'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { explainFileFault } from '#core/files/file-trouble'
import { withFolderLock } from '#core/files/folder-lock'
import { makePrivateFolder, writeFileAtomically } from '#core/files/private-file'
import { clientSecretFile, readClientSecret } from '#core/files/service-folder'
import type { Log } from '#core/log'
import type { Clients } from '../../registered-clients/clients.ts'
import { LOGIN_CLIENT_IDS, type LoginClientId } from './login-clients.ts'

const LOGIN_SECRET_BYTES = 32

export interface LoginSecretsParts {
  keysFolder: string
  /** Of the factory, whose lock is held meanwhile. */
  folder: string
  clock: Clock
  /** What somebody has declared comes first, and is handed out already. */
  registered?: Clients
  /** A secret that several factories have together: from it, all of them make the same. */
  sharedSecret?: string | undefined
  /** Told of one that cannot be written; absent: that is thrown. */
  log?: Pick<Log, 'warn'>
}

/**
 * The secrets of the clients that come with the sandbox. Each stands in `client-secret` in a folder of its own, where its
 * application finds it; one that is there stays, but where several factories must have the same.
 * @throws FileUnavailable when one cannot be read
 */
export async function openLoginSecrets(parts: LoginSecretsParts): Promise<Record<LoginClientId, string>> {
  const { folder, clock } = parts
  const open = () => Promise.all(LOGIN_CLIENT_IDS.map(async (id) => [id, await openSecret(id, parts)] as const))
  return Object.fromEntries(await withFolderLock(folder, open, clock)) as Record<LoginClientId, string> // one for each id
}

async function openSecret(id: LoginClientId, parts: LoginSecretsParts): Promise<string> {
  const { keysFolder, registered, sharedSecret } = parts
  const declared = registered?.get(id)?.secret
  if (declared !== undefined) return declared
  const known = await readClientSecret(keysFolder, id)
  if (known !== undefined && sharedSecret === undefined) return known
  const secret = sharedSecret === undefined ? randomBytes(LOGIN_SECRET_BYTES) : derived(sharedSecret, id)
  const text = secret.toString('base64url')
  if (text !== known) await writeSecret(id, text, parts)
  return text
}

const derived = (secret: string, id: LoginClientId) =>
  Buffer.from(hkdfSync('sha256', secret, '', `jwt-sandbox client ${id}`, LOGIN_SECRET_BYTES))

/** A folder that takes nothing keeps no factory from its start: the application does not find the secret then. */
async function writeSecret(id: LoginClientId, secret: string, { keysFolder, log }: LoginSecretsParts): Promise<void> {
  const written = explainFileFault(`the client secret of ${id} cannot be written`, async () => {
    const path = clientSecretFile(keysFolder, id)
    await makePrivateFolder(dirname(path))
    await writeFileAtomically(path, secret)
  })
  if (!log) return written
  await written.catch((error: unknown) => log.warn({ reason: errorText(error) }, 'login-secret-not-written'))
}
