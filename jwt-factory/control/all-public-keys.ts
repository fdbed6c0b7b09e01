import { LOGIN_BELOW } from '#core/config/login-issuer'
import { USER_ISSUER, USER_RING } from '#core/config/user-issuer'
import { MAIN_ISSUER_NAME, type ToldKeySet } from '#core/control/told-keys'
import type { KeyRings } from '#core/rings/key-rings'
import { ownRingOf } from '#core/rings/ring-id'
import type { Issuers } from '../issuer.ts'
import { isLoginRing } from '../provider/login-ring.ts'
import type { Registry } from '../registry/registry.ts'
import type { Signatory } from '../signatory.ts'

export interface AllPublicKeysParts {
  rings: Pick<KeyRings, 'ids' | 'keySet'>
  issuers: Pick<Issuers, 'main' | 'named'>
  signatory: Pick<Signatory, 'issuer' | 'isIssuer'>
  /** Of people, whose keys are in no ring of the factory: those that are open. */
  people: () => ToldKeySet[]
  /** Where services publish their own. */
  registry: Pick<Registry, 'readAll' | 'readable'>
}

/** Every ring, every issuer and every service of the registry, with its public keys and what its tokens say as `iss`. It makes none. */
export async function allPublicKeys(parts: AllPublicKeysParts): Promise<ToldKeySet[]> {
  const { rings, issuers, signatory, people, registry } = parts
  const owners = [...new Set(rings.ids().map(ownRingOf))]
  const ofRings = owners.map((owner) => ({
    ...ownerOfRing(owner, issuers, signatory),
    keys: rings.keySet((ringId) => ownRingOf(ringId) === owner).keys,
  }))
  return [...ofRings, ...people(), ...(await ofRegistry(registry))]
}

/** Its tokens have the name of the service as their issuer: that is the protocol. */
async function ofRegistry({ readAll, readable }: AllPublicKeysParts['registry']): Promise<ToldKeySet[]> {
  return (await readAll()).flatMap(([name, service]) => {
    const keys = readable(service).flatMap(({ document }) => (document ? [{ ...document }] : []))
    return keys.length === 0 ? [] : [{ name: `the service ${name} of the registry`, issuers: [name], keys }]
  })
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
