import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import type { Clock } from '#core/clock'
import { clientSecretFile, readClientSecret } from '#core/files/service-folder'
import { withFolderLock } from '#core/files/folder-lock'
import { removeLeftovers } from '#core/files/leftovers'
import { makePrivateFolder, readIfThere, writeFileAtomically } from '#core/files/private-file'
import { parseClients, type ClientDeclaration } from './client-file.ts'
import { createClients, type ClientParts, type Clients } from './clients.ts'

export const CLIENTS_FILE = 'clients.json'

const SECRET_BYTES = 32

/** The clients that are there from the start: what the scenarios need, and no more (RFC 9700 §2.3). */
const FIRST_CLIENTS = {
  servicea: { audiences: ['serviceb'], scopes: ['orders.read'] },
  serviceb: { audiences: ['servicec'], scopes: ['orders.read'] },
  servicec: { audiences: [], scopes: [] },
}

/**
 * Opens the register of clients; makes it at the first start, under the lock of its folder. A file that is there is
 * never written again: it belongs to its operator from then on.
 * @param folder the factory's own, for instance `keys/jwt-factory`
 * @param tell told of the keys of a client that nobody here uses, once for each of its key sets
 * @throws ClientsFault when the file cannot be used
 */
export async function openClients(
  keysFolder: string,
  folder: string,
  clock: Clock,
  tell: ClientParts['tell'] = () => {},
): Promise<Clients> {
  const file = join(folder, CLIENTS_FILE)
  for (const owner of Object.keys(FIRST_CLIENTS))
    await removeLeftovers(dirname(clientSecretFile(keysFolder, owner)), clock)
  await removeLeftovers(folder, clock)
  const openThere = async () => {
    const text = (await readIfThere(file)) ?? (await makeFile(keysFolder, file))
    const clients = parseClients(file, text)
    await handOut(keysFolder, clients)
    return clients
  }
  const declared = await withFolderLock(folder, openThere, clock)
  return createClients(declared, { keysFolder, clock, file, tell })
}

/** A service that has a secret from an earlier life keeps it. */
async function makeFile(keysFolder: string, file: string): Promise<string> {
  const clients: Record<string, ClientDeclaration> = {}
  for (const [id, { audiences, scopes }] of Object.entries(FIRST_CLIENTS)) {
    const known = await readClientSecret(keysFolder, id)
    const secret = known ?? randomBytes(SECRET_BYTES).toString('base64url')
    clients[id] = { secret, audiences, scopes, publicKeys: `${id}/jwks.json` }
  }
  const text = `${JSON.stringify(clients, null, 2)}\n`
  await writeFileAtomically(file, text)
  return text
}

/** Each of the first clients finds its secret in its own folder. One that is there stays. */
async function handOut(keysFolder: string, clients: Record<string, ClientDeclaration>): Promise<void> {
  for (const id of Object.keys(FIRST_CLIENTS)) {
    const secret = clients[id]?.secret
    if (secret === undefined || (await readClientSecret(keysFolder, id)) !== undefined) continue
    const path = clientSecretFile(keysFolder, id)
    await makePrivateFolder(dirname(path))
    await writeFileAtomically(path, secret)
  }
}
