import { createPublicKey } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { JWK } from 'jose'
import type { RingEntry } from '#core/rings/rotation'
import type { ClientSettings } from '../../../apps/drill/foreign-clients.ts'
import { openTrusting } from '../trusting.ts'

/**
 * Writes the public key of an issuer as PEM, for whoever knows no key sets: the one that signs by that algorithm, or the one that
 * signs, where there is none.
 */
export async function writePublicKey(
  path: string,
  keysFolder: string,
  { issuer, algorithm }: ClientSettings,
): Promise<void> {
  const { fetch, close } = await openTrusting(keysFolder)
  const read = async <T>(at: string) => (await (await fetch(`${issuer}${at}`)).json()) as T // ours, as its tests say
  const keySet = await read<{ keys: JWK[] }>('/jwks') // first: it makes the keys that are declared
  const { kid: own, keys } = await read<{ kid: string; keys: RingEntry[] }>('/keys')
  await close()
  const { kid = own } = keys.find((entry) => entry.algorithm === algorithm && entry.state === 'active') ?? {}
  const key = keySet.keys.find((each) => each.kid === kid) ?? {}
  await writeFile(path, createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }))
}
