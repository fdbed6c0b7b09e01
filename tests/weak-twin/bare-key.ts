import { importJWK, type JWK } from 'jose'
import type { Algorithm } from '#core/token/algorithms'
import type { VerificationKey } from '#core/token/trust'
import type { Weakness } from './checks.ts'

/** A key as it is, with none of the looks that loading takes. */
export async function bareKey({ kty, crv, x, y, n, e, kid }: JWK, algorithm: Algorithm): Promise<VerificationKey> {
  const members = Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined)
  const publicKey = await importJWK(Object.fromEntries(members) as JWK, algorithm)
  return { kid, algorithm, publicKey: publicKey as CryptoKey } // no secret gets here
}

/** Every address in the header is visited, and nothing comes of it. */
export const visits =
  (member: string): Weakness =>
  (strict, parts) => ({
    proof: async (form, header) => {
      if (typeof header[member] === 'string') await parts.visit(header[member])
      await strict.proof(form, header)
    },
  })
