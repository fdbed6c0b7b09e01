import { createIssuerHand, type AttackTarget, type AttackWorld } from '#attacks'
import type { OwnKey } from './attack-world.ts'

/** A signer of a test, and what its verifiers expect. */
export interface TestSigner extends Pick<AttackWorld, 'now' | 'good'> {
  keys: readonly OwnKey[]
  /** What it differs in from a plain target: the algorithms are those of the keys. */
  target: Pick<AttackTarget, 'issuer' | 'audience'> & Partial<AttackTarget>
}

/** That signer as the catalogue takes an issuer: nobody else is trusted, and nobody listens. */
export const signerWorld = ({ keys, target, now, good }: TestSigner): AttackWorld => ({
  target: {
    otherAudience: 'http://servicec.test',
    type: 'at+jwt',
    path: '/',
    leewaySeconds: 0,
    algorithms: keys.map(({ algorithm }) => algorithm),
    ...target,
  },
  now,
  good,
  issuer: createIssuerHand(keys),
  keySet: keys.map(({ publicKey }) => publicKey),
  listener: 'https://evil.example',
})
