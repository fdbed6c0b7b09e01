import { generateKeyPairSync } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import { expect, test } from 'vitest'
import { checkPems } from './client-certificate.ts'

const [cert = ''] = rootCertificates
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const locked = privateKey
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'letmein' })
  .toString()

test.each([
  ['a certificate without its key', { cert }, /--cert needs its private key/],
  ['a key without its certificate', { key }, /--cert FILE/],
  ['a key of another certificate', { cert, key }, /--key has another key/],
  ['a key with a password', { cert, key: locked }, /--key has a password/],
  ['a key that is none', { cert, key: 'none' }, /--key has no private key/],
  ['a certificate that is none', { cert: 'none', key }, /--cert has no certificate/],
  ['an authority that is none', { ca: 'none' }, /--ca has no certificate/],
])('%s is refused before anybody is asked', (_what, given, why) => {
  expect(() => checkPems({ cert: undefined, key: undefined, ca: undefined, ...given })).toThrow(why)
})

test('nothing, and an authority, are fine', () => {
  checkPems({ cert: undefined, key: undefined, ca: undefined })
  checkPems({ cert: undefined, key: undefined, ca: cert })
})
