import { join } from 'node:path'
import { nextTurn, type Clock } from '#core/clock'
import { fixedKeys, loadKeySet, summariseLeftOut, type LeftOutSummary } from '#core/keys/key-set'
import { KeyRefused } from '#core/keys/key-errors'
import { pinnedKeys } from '#core/key-sources/pinned-keys'
import type { KeySource } from '#core/token/trust'
import { ClientsFault, type ClientDeclaration, type Declarations } from './client-file.ts'
import { sharedNameFault } from './certificate-name.ts'
import { MOST_DECLARATION_FAULTS } from './read-declarations.ts'
import { furtherProofsOf, type FurtherProofs } from './further-proofs.ts'
import type { DeclaredIssuers, TokenShape } from './token-shape.ts'

/** A registered client (RFC 6749 §2). All here are confidential: each has a way to prove itself. */
export interface Client extends TokenShape, FurtherProofs {
  id: string
  /** By which tokens are meant for it. */
  audience: string
  /** The one in use. */
  secret?: string
  /** Another that works too, while it is being changed. */
  otherSecret?: string
  /** Its own public keys, for private_key_jwt and for assertions that it issues itself. */
  keys?: KeySource
  /** Where these stand below the folder for keys, if they are not declared inline. */
  keysFile?: string
  /** Whom it may call, exactly. */
  audiences: readonly string[]
  scopes: readonly string[]
  /** The issuers of this process whose assertions it may present. */
  trustedIssuers: readonly string[]
  /** The most that a token of it may live, where that is less than for others. */
  lifetimeSeconds?: number | undefined
  /** Where browsers come back that it sends to log somebody in; absent: it sends none. */
  redirectUris?: readonly string[]
  postLogoutRedirectUris?: readonly string[]
  /** Whatever it asks for is good (OPEN=1). */
  isOpen?: true
}

/** A Map: no client is called `constructor` by accident. */
export type Clients = ReadonlyMap<string, Client>

/** Whether one of them is registered with a certificate: only then does the TLS port ask for one. */
export const wantsCertificates = (clients: Clients): boolean =>
  clients.values().some(({ isItsCertificate }) => isItsCertificate !== undefined)

export interface ClientParts {
  /** Where the files of public keys are found; they are read when they are needed, and again when changed. */
  keysFolder: string
  clock: Clock
  /** The declarations come from there. */
  file: string
  /** Told of the keys of a client that nobody here uses, once for each of its key sets. */
  tell: (client: string, leftOut: LeftOutSummary) => void
  /** No token lives longer; absent where none is granted. */
  tokenLifetimeSeconds?: number
  /** The names of hosts that the certificates of several processes have; absent where nobody proves himself by one. */
  sharedNames?: readonly string[]
}

/** So many are made at a stretch. */
const CLIENTS_IN_A_ROUND = 50

/** Who is registered, and what is declared for the issuers. */
export interface Register {
  clients: Clients
  issuers: DeclaredIssuers
}

/** Makes a register of all that a file declares. @throws ClientsFault as `createClients` does */
export async function createRegister({ clients, issuers }: Declarations, parts: ClientParts): Promise<Register> {
  return { clients: await createClients(clients, parts), issuers: new Map(Object.entries(issuers)) }
}

/**
 * Makes clients of their declarations.
 * @throws ClientsFault when keys that are declared inline cannot be used, a lifetime is longer than any token's, or a certificate
 *   is named as several are, naming every such client
 */
export async function createClients(declared: Record<string, ClientDeclaration>, parts: ClientParts): Promise<Clients> {
  const { keysFolder, clock, file, tell, tokenLifetimeSeconds = Infinity, sharedNames = [] } = parts
  const clients = new Map<string, Client>()
  const faults: string[] = []
  for (const [at, [id, declaration]] of Object.entries(declared).entries()) {
    if (at % CLIENTS_IN_A_ROUND === 0) await nextTurn()
    const {
      audience = id,
      secret: secrets = [],
      publicKeys,
      jwks,
      audiences = [],
      scopes = [],
      trustedIssuers = [],
      algorithm,
      tokenType,
      claims,
      lifetime,
      redirectUris,
      postLogoutRedirectUris,
    } = declaration
    if ((lifetime ?? 0) > tokenLifetimeSeconds)
      faults.push(`${id}.lifetime  must be ${tokenLifetimeSeconds} or less: that is FACTORY_TOKEN_LIFETIME`)
    const shared = sharedNameFault(declaration, sharedNames)
    if (shared !== undefined) faults.push(`${id}.${shared}`)
    const tellOf = (leftOut: LeftOutSummary) => tell(id, leftOut)
    const fault = (why: string) => void faults.push(`${id}.jwks  ${why}`)
    const keys = publicKeys
      ? pinnedKeys(join(keysFolder, publicKeys), clock, tellOf, LOOK_EACH_TIME)
      : jwks && (await inlineKeys(jwks, tellOf, fault))
    const place = publicKeys === undefined ? {} : { keysFile: publicKeys }
    const [secret, otherSecret] = secrets
    const secretsOf = { ...(secret !== undefined && { secret }), ...(otherSecret !== undefined && { otherSecret }) }
    const credentials = { ...secretsOf, ...(keys && { keys }), ...place, ...furtherProofsOf(declaration) }
    clients.set(id, {
      id,
      audience,
      ...credentials,
      audiences,
      scopes,
      trustedIssuers,
      algorithm,
      tokenType,
      claims,
      lifetimeSeconds: lifetime,
      ...(redirectUris && { redirectUris }),
      ...(postLogoutRedirectUris && { postLogoutRedirectUris }),
    })
  }
  if (faults.length > 0) throw new ClientsFault(file, faults.slice(0, MOST_DECLARATION_FAULTS))
  return clients
}

/** For a client that is not there a file is looked at, too (decoy-keys.ts): who has its key is answered no sooner. */
const LOOK_EACH_TIME = 0

/** The good keys work, as those of a file do; a set without any is a fault: the operator wrote it, and can mend it. */
async function inlineKeys(
  jwks: unknown,
  tell: (leftOut: LeftOutSummary) => void,
  fault: (why: string) => void,
): Promise<KeySource> {
  try {
    const { keys, leftOut } = await loadKeySet(jwks)
    const summary = summariseLeftOut(leftOut)
    if (summary && keys.length > 0) tell(summary)
    else if (summary) nameFaults(summary, fault)
    else if (keys.length === 0) fault(NO_KEYS_INLINE)
    return fixedKeys(keys)
  } catch (error) {
    if (!(error instanceof KeyRefused)) throw error
    fault(error.message)
    return fixedKeys([])
  }
}

const NO_KEYS_INLINE = 'keys: is empty; put in the public keys of the client, or leave jwks out'

function nameFaults({ count, first }: LeftOutSummary, fault: (why: string) => void): void {
  first.forEach(fault)
  if (count > first.length) fault(`and ${count - first.length} more`)
}
