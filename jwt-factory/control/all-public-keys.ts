import { LOGIN_BELOW } from '#core/config/login-issuer'
import { USER_ISSUER, USER_RING } from '#core/config/user-issuer'
import { MAIN_ISSUER_NAME, type ToldKeySet } from '#core/control/told-keys'
import type { KeyRings } from '#core/rings/key-rings'
import { ownRingOf } from '#core/rings/ring-id'
import type { Issuers } from '../issuer.ts'
import { isLoginRing } from '../provider/login-ring.ts'
import type { Signatory } from '../signatory.ts'

export interface AllPublicKeysParts {
  rings: Pick<KeyRings, 'ids' | 'keySet'>
  issuers: Pick<Issuers, 'main' | 'named'>
  signatory: Pick<Signatory, 'issuer' | 'isIssuer'>
  /** Of people, whose keys are in no ring of the factory: those that are open. */
  people: () => ToldKeySet[]
}

/** Every ring and every issuer that there is, with its public keys and what its tokens say as `iss`. It makes none. */
export function allPublicKeys({ rings, issuers, signatory, people }: AllPublicKeysParts): ToldKeySet[] {
  const owners = [...new Set(rings.ids().map(ownRingOf))]
  const ofRings = owners.map((owner) => ({
    ...ownerOfRing(owner, issuers, signatory),
    keys: rings.keySet((ringId) => ownRingOf(ringId) === owner).keys,
  }))
  return [...ofRings, ...people()]
}

function ownerOfRing(
  owner: string,
  { main, named }: AllPublicKeysParts['issuers'],
  { issuer, isIssuer }: AllPublicKeysParts['signatory'],
): Omit<ToldKeySet, 'keys'> {
  if (isLoginRing(owner)) return { name: 'the login issuer', issuers: [`${main.url.replace(/\/$/, '')}${LOGIN_BELOW}`] }
  if (owner === main.ringId) return { name: MAIN_ISSUER_NAME, issuers: [main.url] }
  if (owner.startsWith(main.ringId)) {
    const { name, url } = named(owner.slice(main.ringId.length))
    return { name: `the issuer ${name}`, issuers: [url] }
  }
  const usual = owner === USER_RING && !isIssuer ? [USER_ISSUER] : []
  return { name: `the ring ${owner}`, caller: owner, issuers: [...usual, issuer] }
}
