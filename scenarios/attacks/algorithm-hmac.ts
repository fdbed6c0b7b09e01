import { createPublicKey } from 'node:crypto'
import type { JWK } from 'jose'
import type { AttackRow } from './attack.ts'
import { bearing, type Making } from './making/bearing.ts'
import { publishedRsaKey, wanted } from './making/words.ts'
import type { AttackWorld } from './world.ts'

/** HS256: whoever takes it has to have a secret, and what it takes for one may be known to all. */
export const ALGORITHM_HMAC_ATTACKS: readonly AttackRow[] = [
  {
    id: 'alg-hmac-pubkey-pem',
    title: 'The PEM text of the public key is the secret',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['CVE-2015-9235', 'CVE-2016-10555', 'RFC 8725 §2.1'],
    needs: ['published-keys'],
    expects: ['401 token'],
    make: hmacBy((world) => {
      const text = pem(publicKey(world))
      return {
        'as it is': text,
        'without its last line end': text.trimEnd(),
        'with CR LF': text.replaceAll('\n', '\r\n'),
      }
    }),
  },
  {
    id: 'alg-hmac-pubkey-pkcs1',
    title: 'The PEM text of the RSA key in the form of PKCS 1 is the secret',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['CVE-2023-48223', 'CVE-2022-29217'],
    needs: ['published-keys'],
    expects: ['401 token'],
    make: hmacBy((world) => ({
      'RSA PUBLIC KEY': keyObjectOf(publishedRsaKey(world)).export({ type: 'pkcs1', format: 'pem' }),
    })),
  },
  {
    id: 'alg-hmac-pubkey-prefixed',
    title: 'The PEM text of the public key is the secret, with something before it',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['CVE-2026-34950'],
    needs: ['published-keys'],
    expects: ['401 token'],
    make: hmacBy((world) => {
      const text = pem(publicKey(world))
      return { 'a line end': `\n${text}`, 'a space': ` ${text}`, 'a comment': `# the key of the issuer\n${text}` }
    }),
  },
  {
    id: 'alg-hmac-pubkey-der',
    title: 'The DER bytes of the public key are the secret',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['RFC 8725 §2.1'],
    needs: ['published-keys'],
    expects: ['401 token'],
    make: hmacBy((world) => ({
      'subject public key info': keyObjectOf(publicKey(world)).export({ type: 'spki', format: 'der' }),
    })),
  },
  {
    id: 'alg-hmac-pubkey-jwk',
    title: 'The public key as JSON is the secret',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['CVE-2026-48526'],
    needs: ['published-keys'],
    expects: ['401 token'],
    make: hmacBy((world) => {
      const key = publicKey(world)
      return {
        'as it is published': JSON.stringify(key),
        'as for a thumbprint (RFC 7638)': JSON.stringify(numbersOf(key)),
      }
    }),
  },
  {
    id: 'alg-hmac-pubkey-modulus',
    title: 'The bare modulus of the public key, or its x, is the secret',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['Wycheproof JWS 31'],
    needs: ['published-keys'],
    expects: ['401 token'],
    make: hmacBy((world) => {
      const { n, x } = publicKey(world)
      return { [n === undefined ? 'x' : 'n']: Buffer.from(n ?? x ?? '', 'base64url') }
    }),
  },
  {
    id: 'alg-hmac-empty-key',
    title: 'The secret is empty',
    class: 'MUST',
    severity: { level: 'critical', cwe: 1391 },
    references: ['CVE-2026-44351', 'CVE-2026-45363', 'CVE-2026-102266', 'CVE-2019-20933'],
    needs: [],
    expects: ['401 token'],
    make: hmacBy(() => ({ empty: '' })),
  },
  {
    id: 'alg-hmac-weak-secret',
    title: 'The secret is a word that anybody tries first',
    class: 'MUST',
    severity: { level: 'critical', cwe: 521 },
    references: ['RFC 8725 §2.2, §3.5', 'RFC 7518 §3.2'],
    needs: [],
    expects: ['401 token'],
    make: hmacBy(({ target }) => Object.fromEntries([...WEAK_SECRETS, target.issuer].map((word) => [word, word]))),
  },
  {
    id: 'alg-hmac-kid-as-key',
    title: 'The secret is the key id itself',
    class: 'MUST',
    severity: { level: 'high', cwe: 347 },
    references: ['RFC 8725 §3.10'],
    needs: [],
    expects: ['401 token'],
    make: hmacBy((world) => ({ kid: String(world.good().header['kid']) })),
  },
]

/** Twenty with the name of the issuer, and no more: a probe does not crack anything. */
const WEAK_SECRETS = (
  'secret changeme password null undefined key test jwt admin default your-256-bit-secret ' +
  'secretkey jwt-secret mysecret 123456 private supersecret shhhhh secret123'
).split(' ')

function hmacBy(secrets: (world: AttackWorld) => Record<string, string | Uint8Array>): Making {
  return bearing((world) =>
    Object.entries(secrets(world)).map(([label, secret]) => ({
      label,
      header: { alg: 'HS256' },
      signedBy: { secret },
    })),
  )
}

/** The published key of the good token, else the first one. */
function publicKey(world: AttackWorld): JWK {
  const { kid } = world.good().header
  return wanted(world.keySet.find((key) => key.kid === kid) ?? world.keySet[0], 'a published key')
}

const keyObjectOf = (key: JWK) => createPublicKey({ key: { ...key }, format: 'jwk' })
const pem = (key: JWK) => String(keyObjectOf(key).export({ type: 'spki', format: 'pem' }))

/** What makes it that key and no other, in the order of the alphabet. */
const numbersOf = ({ crv, e, kty, n, x, y }: JWK) => ({ crv, e, kty, n, x, y })
