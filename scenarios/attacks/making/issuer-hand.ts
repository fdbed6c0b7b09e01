import type { KeyObject } from 'node:crypto'
import type { Algorithm } from '#core/token/algorithms'
import { CannotBeMade, type IssuerHand } from '../world.ts'
import { signByScheme } from '#core/token/schemes'

/** A private key with the name under which its public half is published. */
export interface HandKey {
  readonly kid: string
  readonly algorithm: Algorithm
  readonly privateKey: KeyObject
}

/** The hand of an issuer whose private keys are here: one for each algorithm, the first where there are several. */
export function createIssuerHand(keys: readonly HandKey[]): IssuerHand {
  const keyFor = (algorithm: Algorithm) => {
    const key = keys.find((each) => each.algorithm === algorithm)
    if (!key) throw new CannotBeMade(`the issuer has no key for ${algorithm}`)
    return key
  }
  return {
    algorithms: [...new Set(keys.map(({ algorithm }) => algorithm))],
    kid: (algorithm) => keyFor(algorithm).kid,
    sign: async (text, algorithm, scheme = algorithm) => signByScheme(text, keyFor(algorithm).privateKey, scheme),
  }
}
