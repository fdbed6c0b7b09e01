import { randomBytes } from 'node:crypto'
import { generateSigningKey } from '#core/keys/signing-key'
import { loadVerificationKey } from '#core/keys/verification-key'
import { ALGORITHMS, type Algorithm } from '#core/token/algorithms'
import { TokenRejected, type RejectionReason } from '#core/token/rejection'
import type { KeyHint, KeySource, VerificationKey } from '#core/token/trust'
import type { Client, Clients } from '../../registered-clients/clients.ts'

/** The keys with which the assertion of a client is checked, whether there is such a client or not. */
export interface KeysOrDecoy {
  keys: KeySource
  /** Whether all keys that were asked for are those of the client. Nobody can sign for a decoy; whoever acts asks all the same. */
  isReal(): boolean
}

/**
 * The keys of a client, and a decoy where it has none that fits: so the signature of an assertion is checked in any case,
 * and neither the answer nor its time tells a stranger whether there is such a client. Where the keys of others stand in a
 * file, which is looked at each time, one is looked at here too: also for a client whose keys stand in its
 * declaration, or it would be answered sooner than all others.
 */
export function keysOrDecoy(client: Pick<Client, 'keys' | 'keysFile'> | undefined, clients: Clients): KeysOrDecoy {
  let decoys = 0
  return {
    isReal: () => decoys === 0,
    keys: {
      async select(hint) {
        const key = await fitting(client?.keys, hint)
        if (client?.keysFile === undefined) await lookAtFile(clients, hint)
        if (key) return key
        decoys++
        return decoyKey(hint.alg)
      },
    },
  }
}

/** What the holder of a key of the client does not hear. */
export const isUnsigned = ({ reason }: TokenRejected): boolean => NOT_SIGNED.has(reason)

const NOT_SIGNED: ReadonlySet<RejectionReason> = new Set(['unknown-key', 'revoked-key', 'signature-mismatch'])

async function fitting(keys: KeySource | undefined, hint: KeyHint): Promise<VerificationKey | undefined> {
  try {
    const key = await keys?.select(hint)
    return key?.algorithm === hint.alg ? key : undefined
  } catch (error) {
    if (error instanceof TokenRejected) return undefined
    throw error
  }
}

async function lookAtFile(clients: Clients, hint: KeyHint): Promise<void> {
  for (const { keys, keysFile } of clients.values()) {
    if (keysFile !== undefined) return void (await fitting(keys, hint).catch(() => {})) // its own callers are told
  }
}

const decoys = new Map<Algorithm, Promise<VerificationKey>>()

/** Made once for each algorithm, of which there are a few. */
function decoyKey(algorithm: Algorithm): Promise<VerificationKey> {
  const made = decoys.get(algorithm) ?? makeDecoy(algorithm)
  decoys.set(algorithm, made)
  return made
}

async function makeDecoy(alg: Algorithm): Promise<VerificationKey> {
  if (ALGORITHMS[alg].kty === 'RSA') return loadVerificationKey({ kty: 'RSA', alg, n: randomModulus(), e: 'AQAB' })
  return (await generateSigningKey(alg, 0)).verification
}

/** A number of the usual length, which takes no time to make: nobody has the key that belongs to it. */
function randomModulus(): string {
  const bytes = randomBytes(256)
  bytes[0] = (bytes[0] ?? 0) | 0x80
  bytes[255] = (bytes[255] ?? 0) | 0x01
  return bytes.toString('base64url')
}
