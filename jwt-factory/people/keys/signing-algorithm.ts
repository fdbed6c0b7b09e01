import type { Algorithm } from '#core/token/algorithms'

/** What a configuration says of the keys of people (A.4). */
export interface PeopleAlgorithm {
  readonly algorithm: string
  /** Means nothing to EdDSA. */
  readonly numBits: number
}

/** By the word and the number of a configuration. RSA is the padding PSS, whatever its digest; its keys have 2048 bits. */
const ALGORITHM_OF = new Map<string, Readonly<Record<number, Algorithm>>>([
  ['ECDSA', { 256: 'ES256', 384: 'ES384', 512: 'ES512' }],
  ['RSA', { 256: 'PS256', 384: 'PS384', 512: 'PS512' }],
])

/** @returns undefined for words and numbers that mean none */
export function peopleAlgorithm({ algorithm, numBits }: PeopleAlgorithm): Algorithm | undefined {
  return algorithm === 'EdDSA' ? 'EdDSA' : ALGORITHM_OF.get(algorithm)?.[numBits]
}
