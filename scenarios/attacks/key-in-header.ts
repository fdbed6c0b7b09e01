import { Buffer } from 'node:buffer'
import type { Algorithm } from '#core/token/algorithms'
import type { AttackRow } from './attack.ts'
import { STRANGER_KID } from './making/attacker-answers.ts'
import { bearing } from './making/bearing.ts'
import { selfSignedCertificate } from './making/certificate.ts'
import type { TokenDefect } from './making/defect.ts'
import { strangerKey } from './making/strangers.ts'
import type { AttackWorld } from './world.ts'

const OWN_SECRET = 'a secret of the attacker, 32 bytes'

/** The token brings its own key, or says where it is. A service takes keys from its configured issuer alone. */
export const KEY_IN_HEADER_ATTACKS: readonly AttackRow[] = [
  {
    id: 'key-jwk-embedded',
    title: 'The header has the public key that fits the signature, and no key id',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['CVE-2018-0114', 'CVE-2026-27962', 'RFC 8725 §3.10'],
    needs: [],
    expects: ['401 token'],
    make: bearing((world) => ({
      header: { jwk: strangerOf(world).publicKey },
      withoutHeader: ['kid'],
      signedBy: 'stranger',
    })),
  },
  {
    id: 'key-jwk-embedded-same-kid',
    title: 'The header has the public key that fits the signature, under the key id of the issuer',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['CVE-2018-0114'],
    needs: [],
    expects: ['401 token'],
    make: bearing((world) => ({
      header: { jwk: { ...strangerOf(world).publicKey, kid: world.good().header['kid'] } },
      signedBy: 'stranger',
    })),
  },
  {
    id: 'key-jwk-embedded-oct',
    title: 'The header has a symmetric key, and the signature is HS256 with it',
    class: 'MUST',
    severity: { level: 'critical', cwe: 347 },
    references: ['RFC 7515 §4.1.3 (public keys only)'],
    needs: [],
    expects: ['401 token'],
    make: bearing({
      header: { alg: 'HS256', jwk: { kty: 'oct', k: Buffer.from(OWN_SECRET).toString('base64url') } },
      withoutHeader: ['kid'],
      signedBy: { secret: OWN_SECRET },
    }),
  },
  {
    id: 'key-jku-attacker',
    title: "The header says that the key set is at the attacker's",
    class: 'MUST',
    severity: { level: 'critical', cwe: 918 },
    references: ['RFC 8725 §3.10', 'draft-ietf-oauth-rfc8725bis-08 §3.10'],
    needs: ['listener'],
    expects: ['401 token'],
    watched: ['no-fetch'],
    make: bearing((world) => pointing('jku', `${world.listener}/jwks.json`)),
  },
  {
    id: 'key-jku-lookalike',
    title: "The header says that the key set is at an address that looks like the issuer's",
    class: 'MUST',
    severity: { level: 'critical', cwe: 918 },
    references: ['RFC 8725 §3.10'],
    needs: ['listener'],
    expects: ['401 token'],
    watched: ['no-fetch'],
    make: bearing(lookalikes),
  },
  {
    id: 'key-jku-internal',
    title: 'The header says that the key set is at an address inside, or one of another kind',
    class: 'MUST',
    severity: { level: 'high', cwe: 918 },
    references: ['draft-ietf-oauth-rfc8725bis-08 §3.10', 'CVE-2026-48522'],
    needs: ['listener'],
    expects: ['401 token'],
    watched: ['no-fetch'],
    make: bearing(
      [
        'http://127.0.0.1:1/jwks.json',
        'http://169.254.169.254/latest/meta-data/',
        'file:///etc/passwd',
        'data:application/json,{"keys":[]}',
      ].map((address) => pointing('jku', address)),
    ),
  },
  {
    id: 'key-jku-honest-signature',
    title: 'The issuer signed it, and the header names a key set elsewhere besides',
    class: 'POLICY',
    severity: { level: 'high', cwe: 918 },
    references: ['RFC 8725 §3.10'],
    needs: ['issuer-key', 'listener'],
    expects: ['401 token', '2xx'],
    watched: ['no-fetch'],
    make: bearing(({ listener }) => ({ header: { jku: `${listener}/jwks.json` } })),
  },
  {
    id: 'key-x5u-attacker',
    title: "The header says that the certificate is at the attacker's",
    class: 'MUST',
    severity: { level: 'critical', cwe: 918 },
    references: ['RFC 7515 §4.1.5', 'RFC 8725 §3.10'],
    needs: ['listener'],
    expects: ['401 token'],
    watched: ['no-fetch'],
    make: bearing((world) => pointing('x5u', `${world.listener}/certificate.pem`)),
  },
  {
    id: 'key-x5c-self-signed',
    title: 'The header has a certificate that the attacker signed for itself',
    class: 'MUST',
    severity: { level: 'critical', cwe: 295 },
    references: ['RFC 7515 §4.1.6'],
    needs: [],
    expects: ['401 token'],
    make: bearing(() => {
      const certificate = selfSignedCertificate(strangerKey('RS256'), 'attacker')
      return {
        header: { alg: 'RS256', x5c: [certificate.toString('base64')] },
        withoutHeader: ['kid'],
        signedBy: { stranger: 'RS256' },
      }
    }),
  },
]

/** The attacker's key of the kind that the good token is signed with. */
const strangerOf = ({ good }: AttackWorld) => strangerKey(good().header['alg'] as Algorithm) // the good token has one

/** The key of the attacker, at an address of the attacker's choice. A certificate has an RSA key (attacker-answers.ts). */
function pointing(member: 'jku' | 'x5u', address: string): TokenDefect {
  const alg = member === 'jku' ? 'ES256' : 'RS256'
  return { label: address, header: { alg, kid: STRANGER_KID, [member]: address }, signedBy: { stranger: alg } }
}

/** What fools whoever looks at the begin of an address only, or takes what redirects for the same place. */
function lookalikes({ target, listener }: AttackWorld): TokenDefect[] {
  const host = URL.canParse(target.issuer) ? new URL(target.issuer).host : target.issuer
  const attacker = new URL(listener)
  return [
    `${attacker.protocol}//${host}@${attacker.host}/jwks.json`,
    `${attacker.protocol}//${host}.attacker.test/jwks.json`,
    `${listener}/jwks.json#${target.issuer}`,
    `${target.issuer}/redirect?to=${encodeURIComponent(`${listener}/jwks.json`)}`,
  ].map((address) => pointing('jku', address))
}
