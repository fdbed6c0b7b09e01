import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { explainFileFault, whyRefused } from '#core/files/file-trouble'
import { makePrivateFolder, readIfThere, writeFileAtomically } from '#core/files/private-file'
import type { Log } from '#core/log'

/** Where the secret of the gateway without a store is kept, below the folder for all keys. */
export const GATEWAY_FOLDER = 'neighbours/gateway'
const SECRET_FILE = 'jwt-secret'

const FEWEST_BYTES = 32

/**
 * The secret of the sandbox's gateway where JWT_SECRET names none: it is made once, and nobody else may read it. Where it cannot be
 * kept, the log says so, and there is another one after the next start.
 * @throws FileUnavailable where it cannot be read; Error where it is too short
 */
export async function keptGatewaySecret(keysFolder: string, log: Pick<Log, 'warn'>): Promise<string> {
  const folder = join(keysFolder, GATEWAY_FOLDER)
  const file = join(folder, SECRET_FILE)
  const found = await explainFileFault('the secret of the gateway cannot be read', () => readIfThere(file))
  const kept = found?.trim()
  if (kept) {
    if (Buffer.byteLength(kept) >= FEWEST_BYTES) return kept
    throw new Error(`${GATEWAY_FOLDER}/${SECRET_FILE} is too short for HS256 (RFC 7518 §3.2): remove it, and another one is made`) // prettier-ignore
  }
  const made = randomBytes(FEWEST_BYTES).toString('hex')
  try {
    await makePrivateFolder(folder)
    await writeFileAtomically(file, `${made}\n`)
  } catch (error) {
    const reason = whyRefused(error)
    if (reason === undefined) throw error
    log.warn({ file: `${GATEWAY_FOLDER}/${SECRET_FILE}`, reason, advice: 'tokens of the gateway are good until it ends' }, 'gateway-secret-not-kept') // prettier-ignore
  }
  return made
}
