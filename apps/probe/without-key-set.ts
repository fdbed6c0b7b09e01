import type { IssuerSide } from './issuer-side.ts'

const READS_NONE =
  'the target reads no key set: it asks the issuer about each token, so what the issuer publishes does not matter to it'

/**
 * The side of an issuer for a target that asks it about each token: nothing is published, for the run would wait a minute in each case
 * for a read that never comes.
 */
export function withoutKeySet(side: IssuerSide): IssuerSide {
  const { publish, ...others } = side
  if (!publish) return side
  return {
    ...others,
    has: new Set([...side.has].filter((need) => need !== 'key-set')),
    whyNot: (need) => (need === 'key-set' ? READS_NONE : side.whyNot(need)),
  }
}
