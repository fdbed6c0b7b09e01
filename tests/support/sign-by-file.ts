import { createPrivateKey } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlgorithm } from '#core/token/algorithms'
import { signByScheme } from '#core/token/schemes'
import type { AskToSign } from '../../apps/probe/issuer/factory-hand.ts'

/** Signs as whoever has the key in a file of a sandbox: a private JWK, or a pair as a vault keeps it. */
export async function signsByFile(path: string): Promise<AskToSign> {
  const kept = JSON.parse(await readFile(path, 'utf8'))
  const { kid, algorithm: alg = kept.alg, privateKey } = kept
  if (!isAlgorithm(alg)) throw new TypeError(`${path} has no key that signs`)
  const key = createPrivateKey(privateKey ?? { key: kept, format: 'jwk' })
  return async ({ text = '', signingInput, scheme = alg }) => ({
    signature: signByScheme(
      signingInput === undefined ? Buffer.from(text, 'base64url') : Buffer.from(signingInput),
      key,
      scheme,
    ).toString('base64url'),
    kid,
    algorithm: alg,
  })
}

/** The one file of a folder with keys whose name begins so, below the folder for all keys. @throws Error where there is none */
export async function keyFileIn(keysFolder: string, folder: string, begin: string): Promise<string> {
  const name = (await readdir(join(keysFolder, folder))).find((each) => each.startsWith(begin))
  if (name === undefined) throw new Error(`there is no ${begin} in ${folder}`)
  return join(folder, name)
}
