import type { JWK } from 'jose'
import type { ToldKeySet } from '#core/control/told-keys'
import type { TokenSays } from './token-says.ts'

/** Whose keys of the sandbox these are, by the keys themselves: their ids anybody can choose. Undefined where they are of nobody, or of several. */
export function ownerOfKeys(
  keys: readonly JWK[],
  { iss }: TokenSays,
  sets: readonly ToldKeySet[],
): ToldKeySet | undefined {
  const given = new Set(keys.map(materialOf))
  const owners = sets.filter((set) => set.keys.some((key) => given.has(materialOf(key))))
  const ofIssuer = owners.filter(({ issuers }) => iss !== undefined && issuers.includes(iss))
  const [one, ...others] = ofIssuer.length > 0 ? ofIssuer : owners
  return others.length === 0 ? one : undefined
}

/** What makes a public key what it is, whatever stands beside it (RFC 7638 §3.2). */
const materialOf = ({ kty, crv, x, y, n, e }: JWK) => JSON.stringify([kty, crv, x, y, n, e])
