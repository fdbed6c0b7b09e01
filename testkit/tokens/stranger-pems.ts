import { KeyObject } from 'node:crypto'
import { generateSigningKey } from '#core/keys/signing-key'
import type { Algorithm } from '#core/token/algorithms'

/** One for each algorithm, for all tests of this process: it is trusted by nobody, so it does not matter who has it. */
const pemsOfStrangers = new Map<Algorithm, Promise<string>>()

/** A private key that no issuer has. PEM. */
export function strangerPem(algorithm: Algorithm): Promise<string> {
  const known = pemsOfStrangers.get(algorithm) ?? makeStranger(algorithm)
  pemsOfStrangers.set(algorithm, known)
  return known
}

async function makeStranger(algorithm: Algorithm): Promise<string> {
  const { privateKey } = await generateSigningKey(algorithm, 0)
  return String(KeyObject.from(privateKey).export({ type: 'pkcs8', format: 'pem' }))
}
