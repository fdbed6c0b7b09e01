import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { Clock } from '#core/clock'
import { clientSecretFile, readClientSecret } from '#core/files/service-folder'
import { withFolderLock } from '#core/files/folder-lock'
import { removeLeftovers } from '#core/files/leftovers'
import { readUtf8IfThere, writeFileAtomically } from '#core/files/private-file'
import { LOGIN_CLIENT_IDS } from '../provider/clients/login-clients.ts'
import { ClientsFault, parseClients, type WrittenClient } from './client-file.ts'
import { createRegister, type ClientParts, type Register } from './clients.ts'
import { handOutSecrets } from './hand-out-secrets.ts'

export const CLIENTS_FILE = 'clients.json'

const SECRET_BYTES = 32

/** The clients that are there from the start: what the scenarios need, and no more (RFC 9700 §2.3). */
const FIRST_CLIENTS = {
  servicea: { audiences: ['serviceb'], scopes: ['orders.read'] },
  serviceb: { audiences: ['servicec'], scopes: ['orders.read'] },
  servicec: { audiences: [], scopes: [] },
}

const FIRST_IDS = Object.keys(FIRST_CLIENTS)

/** Whose secrets stand in files of their own, too: applications that log people in are there without being declared. */
export const HANDED_OUT_IDS: readonly string[] = [...FIRST_IDS, ...LOGIN_CLIENT_IDS]

/** The file of thousands of clients is smaller, and it is read while requests wait. Bytes. */
const MAX_CLIENTS_FILE = 1_000_000

/** The register as it was read, and the text that it was read from. */
export interface OpenedRegister extends Register {
  text: string
}

/**
 * Opens the register of clients; makes it at the first start, under the lock of its folder. A file that is there is
 * never written again: it belongs to its operator from then on. The services find their secrets in their own folders.
 * @param folder the factory's own, for instance `keys/jwt-factory`
 * @param tell told of the keys of a client that nobody here uses, once for each of its key sets
 * @throws ClientsFault when the file cannot be used
 */
export async function openClients(
  keysFolder: string,
  folder: string,
  clock: Clock,
  { tell = () => {}, ...limits }: Partial<Pick<ClientParts, 'tell' | 'tokenLifetimeSeconds' | 'sharedNames'>> = {},
): Promise<OpenedRegister> {
  const file = join(folder, CLIENTS_FILE)
  for (const owner of FIRST_IDS) await removeLeftovers(dirname(clientSecretFile(keysFolder, owner)), clock)
  await removeLeftovers(folder, clock)
  const openThere = async () => {
    const text = (await readClientsFile(file)) ?? (await makeFile(keysFolder, file))
    const declared = await parseClients(file, text)
    await handOutSecrets(keysFolder, HANDED_OUT_IDS, declared)
    return { declared, text }
  }
  const { declared, text } = await withFolderLock(folder, openThere, clock)
  return { ...(await createRegister(declared, { keysFolder, clock, file, tell, ...limits })), text }
}

/** @returns undefined when there is none @throws ClientsFault for one that is too large, or not UTF-8 */
export async function readClientsFile(file: string): Promise<string | undefined> {
  try {
    return await readUtf8IfThere(file, MAX_CLIENTS_FILE)
  } catch (error) {
    const fault = error instanceof Error && 'code' in error ? NOT_READ[String(error.code)] : undefined
    throw fault === undefined ? error : new ClientsFault(file, [`(file)  ${fault}`])
  }
}

const NOT_READ: Record<string, string> = {
  EFBIG: `has more than ${MAX_CLIENTS_FILE} bytes: declare fewer clients`,
  EILSEQ: 'is not UTF-8: save it as that',
}

/** A service that has a secret from an earlier life keeps it. */
async function makeFile(keysFolder: string, file: string): Promise<string> {
  const clients: Record<string, WrittenClient> = {}
  for (const [id, { audiences, scopes }] of Object.entries(FIRST_CLIENTS)) {
    const known = await readClientSecret(keysFolder, id)
    const secret = known ?? randomBytes(SECRET_BYTES).toString('base64url')
    clients[id] = { secret, audiences, scopes, publicKeys: `${id}/jwks.json` }
  }
  const text = `${JSON.stringify(clients, null, 2)}\n`
  await writeFileAtomically(file, text)
  return text
}
