import { join } from 'node:path'
import type { Clock } from '#core/clock'
import { fixedKeys, loadKeySet } from '#core/keys/key-set'
import { KeyRefused } from '#core/keys/key-errors'
import { pinnedKeys } from '#core/key-sources/pinned-keys'
import type { KeySource } from '#core/token/trust'
import { ClientsFault, type ClientDeclaration } from './client-file.ts'

/** A registered client (RFC 6749 §2). All here are confidential: each has a way to prove itself. */
export interface Client {
  id: string
  secret?: string
  /** Its own public keys, for private_key_jwt and for assertions that it issues itself. */
  keys?: KeySource
  /** Where these stand below the folder for keys, if they are not declared inline. */
  keysFile?: string
  /** Whom it may call, exactly. */
  audiences: readonly string[]
  scopes: readonly string[]
  /** The issuers of this process whose assertions it may present. */
  trustedIssuers: readonly string[]
}

/** A Map: no client is called `constructor` by accident. */
export type Clients = ReadonlyMap<string, Client>

/**
 * Makes clients of their declarations.
 * @param keysFolder where the files of public keys are found; they are read when they are needed, and again when changed
 * @throws ClientsFault when keys that are declared inline cannot be used
 */
export async function createClients(
  declared: Record<string, ClientDeclaration>,
  { keysFolder, clock, file }: { keysFolder: string; clock: Clock; file: string },
): Promise<Clients> {
  const clients = new Map<string, Client>()
  for (const [id, { secret, publicKeys, jwks, audiences, scopes, trustedIssuers = [] }] of Object.entries(declared)) {
    const keys = publicKeys ? pinnedKeys(join(keysFolder, publicKeys), clock) : await inlineKeys(file, id, jwks)
    const place = publicKeys === undefined ? {} : { keysFile: publicKeys }
    const credentials = { ...(secret !== undefined && { secret }), ...(keys && { keys }), ...place }
    clients.set(id, { id, ...credentials, audiences, scopes, trustedIssuers })
  }
  return clients
}

/** The good keys work, as those of a file do; a set without any is a fault: the operator wrote it, and can mend it. */
async function inlineKeys(file: string, id: string, jwks: unknown): Promise<KeySource | undefined> {
  if (jwks === undefined) return undefined
  const fault = (why: string) => new ClientsFault(file, [`${id}.jwks  ${why}`])
  const { keys, leftOut } = await loadKeySet(jwks).catch((error: unknown) => {
    throw error instanceof KeyRefused ? fault(error.message) : error
  })
  const [first] = leftOut
  if (first && keys.length === 0) throw fault(first.why)
  return fixedKeys(keys)
}
