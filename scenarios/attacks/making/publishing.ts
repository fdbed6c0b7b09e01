import type { JWK } from 'jose'
import type { AttackWorld } from '../world.ts'
import { attempt, bearer, type Making } from './bearing.ts'
import type { SignedBy } from './defect.ts'
import { makeToken } from './make-token.ts'
import { strangerKey } from './strangers.ts'
import type { AttackStep } from './steps.ts'

/** A key that should not be believed, though the issuer publishes it, and how it signs. */
export interface OddKey {
  readonly jwk: JWK
  readonly alg: string
  readonly signedBy: SignedBy
}

/** A sound one in its place: what is left when its fault is taken away. */
const soundKey = (): OddKey => ({
  jwk: { ...strangerKey('ES256').publicKey, alg: 'ES256', use: 'sig' },
  alg: 'ES256',
  signedBy: { stranger: 'ES256' },
})

let kidsMade = 0

/** A key id that no verifier has seen, so that it has to read the key set again. */
export const freshKid = (world: AttackWorld): string => `probe-${world.now()}-${++kidsMade}`

/** From now on the issuer publishes these besides its own. */
export const publish = (
  world: AttackWorld,
  more: readonly JWK[],
  until: 'read' | 'unread' = 'read',
): AttackStep & { do: 'publish' } => ({ do: 'publish', answer: { jwks: { keys: [...world.keySet, ...more] } }, until })

/** A good token in all but its key: of that one. */
export const tokenOfKey = (world: AttackWorld, kid: string, { alg, signedBy }: Pick<OddKey, 'alg' | 'signedBy'>) =>
  makeToken(world, { header: { alg, kid }, signedBy })

/** The form of the cases about odd keys: the issuer publishes one beside its own, and a token is signed with it. */
export const publishing =
  (odd: (world: AttackWorld) => OddKey): Making =>
  async (world, changed) => {
    const kid = freshKid(world)
    const key = changed ? odd(world) : soundKey()
    const token = await tokenOfKey(world, kid, key)
    return [attempt([publish(world, [{ ...key.jwk, kid }]), { do: 'send', request: bearer(token) }], [token])]
  }
