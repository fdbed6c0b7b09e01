import { createLocalJWKSet, jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import { openTestPeople, SEED_CONFIG } from './people.fixture.ts'

/** As Stoke writes them, and what stands in the header of a token (A.4). */
const ALGORITHMS: [algorithm: string, bits: number, alg: string, curve: string | undefined][] = [
  ['ECDSA', 256, 'ES256', 'P-256'],
  ['ECDSA', 384, 'ES384', 'P-384'],
  ['ECDSA', 512, 'ES512', 'P-521'],
  ['EdDSA', 256, 'EdDSA', 'Ed25519'],
  ['RSA', 256, 'PS256', undefined],
  ['RSA', 384, 'PS384', undefined],
  ['RSA', 512, 'PS512', undefined],
]

describe.each(['strict', 'stoke'])('dialect %s', (dialect) => {
  test.each(ALGORITHMS)(
    '%s %i: anybody can check a login and its renewal by /api/pkeys',
    async (algorithm, bits, alg, crv) => {
      const config = SEED_CONFIG.replace(
        'algorithm: ECDSA, num_bits: 256',
        `algorithm: ${algorithm}, num_bits: ${bits}`,
      )
      const { asTester, renew, keySet, clock } = await openTestPeople({ config: `dialect: ${dialect}\n${config}` })
      const first = await asTester()
      const { body: next } = await renew(first).expect(200)
      const set = await keySet()
      expect(set.keys).toMatchObject([{ alg, ...(crv && { crv }) }])
      for (const { token } of [first, next]) {
        const checked = await jwtVerify(token, createLocalJWKSet(set), {
          currentDate: new Date(clock.now()),
          issuer: 'stoke-1',
        })
        expect([checked.protectedHeader.alg, checked.payload]).toMatchObject([alg, { test: 'acc', u: 'tester' }])
      }
    },
  )
})
