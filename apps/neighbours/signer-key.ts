import { join } from 'node:path'
import type { Clock } from '#core/clock'
import type { Algorithm } from '#core/token/algorithms'
import { KeyFileFault } from '../sidecar/keys/key-file-fault.ts'
import { openMadeKeyFile } from '../sidecar/keys/made-key-file.ts'
import { keyDatesOf, makeKey } from '../sidecar/keys/made-key.ts'

/** In whose name the signer of scenario 11 signs. */
export const SIGNER_ISSUER = 'servicea'

/** Where it keeps its key, below the folder for all keys. */
export const SIGNER_FOLDER = 'neighbours/signer'

export const signerFolderIn = (keysFolder: string): string => join(keysFolder, SIGNER_FOLDER)

/** Sidecars know three algorithms; where the sandbox has another, they have that of the original. */
export const signerAlgorithm = (algorithm: Algorithm) =>
  (['ES256', 'EdDSA'] as const).find((known) => known === algorithm) ?? 'RS256'

/**
 * Makes the key of the signer, where none is kept that can be used: it publishes it when it starts for the first time.
 * @returns why there is none, or that another process has it; nothing where all is well
 */
export async function makeSignerKey(keysFolder: string, algorithm: Algorithm, clock: Clock): Promise<string[]> {
  const notes: string[] = []
  const warn = ({ reason }: { reason?: string }) => void (reason !== undefined && notes.push(reason))
  try {
    const file = await openMadeKeyFile({
      folder: signerFolderIn(keysFolder),
      issuer: SIGNER_ISSUER,
      clock,
      log: { info: () => {}, warn },
    })
    try {
      if (await file.read()) return []
      const isKept = await file.write(await makeKey(signerAlgorithm(algorithm), keyDatesOf(clock.now(), 0)))
      return isKept ? [] : [`the key of the signer cannot be kept in ${SIGNER_FOLDER}: ${notes.at(-1)}`]
    } finally {
      file.release()
    }
  } catch (error) {
    if (!(error instanceof KeyFileFault)) throw error
    return [`${SIGNER_FOLDER} is left as it is: ${error.message}`]
  }
}
