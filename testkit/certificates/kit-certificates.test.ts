import { createPublicKey, X509Certificate } from 'node:crypto'
import { faultOfAuthority, faultOfLeaf } from '#core/http/certificates/faults'
import { namesOfProcess } from '#core/http/certificates/names'
import { expect, test } from 'vitest'
import { makeKitCertificates } from './kit-certificates.ts'

const NOW = Date.parse('2026-03-01T12:00:00Z')

test.each([NOW, Date.parse('2049-12-31T12:00:00Z'), Date.parse('2051-01-01T00:00:00Z')])(
  'certificates of the test kit have all that strict verifiers ask for, at %s',
  (now) => {
    const { authority, leaves } = makeKitCertificates(['jwt-factory', 'servicea'], now)
    expect(faultOfAuthority(authority.cert, now)).toBeUndefined()
    for (const [name, pair] of leaves)
      expect(faultOfLeaf(pair, { ca: authority.cert, names: namesOfProcess(name, []), now })).toBeUndefined()
    expect([...leaves.keys()]).toEqual(['jwt-factory', 'servicea'])
  },
)

test('no two have a key or a serial number in common', () => {
  const made = [1, 2].flatMap(() => {
    const { authority, leaves } = makeKitCertificates(['servicea'], NOW)
    return [authority.cert, ...leaves.values().map(({ cert }) => cert)].map((pem) => new X509Certificate(pem))
  })
  expect(new Set(made.map(({ serialNumber }) => serialNumber)).size).toBe(4)
  const keys = made.map(({ publicKey }) => createPublicKey({ key: publicKey.export({ format: 'jwk' }), format: 'jwk' }))
  expect(new Set(keys.map((key) => key.export({ type: 'spki', format: 'pem' }))).size).toBe(4)
})
