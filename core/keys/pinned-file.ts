import { join } from 'node:path'
import type { JWK } from 'jose'
import { writeFileAtomically } from './private-file.ts'

/** The public keys of a service, for its peers to pin: a JWKS that is replaced whole. */
export const PINNED_FILE = 'jwks.json'

export const pinnedFile = (keysFolder: string, owner: string) => join(keysFolder, owner, PINNED_FILE)

export const writePinnedFile = (keysFolder: string, owner: string, keySet: { keys: JWK[] }) =>
  writeFileAtomically(pinnedFile(keysFolder, owner), `${JSON.stringify(keySet, null, 2)}\n`, 0o644)
