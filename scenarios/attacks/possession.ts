import type { AttackRow } from './attack.ts'
import { bearing, playing } from './making/bearing.ts'
import { makeToken } from './making/make-token.ts'
import { withMoreBeside } from './making/sending.ts'
import { claimIs } from './making/words.ts'

/** Of a key, or a certificate, that nobody brings (RFC 9449 §6, RFC 8705 §3.1). */
const FOREIGN_THUMBPRINT = 'A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0'

/** Tokens that are bound to a key or a certificate, and come without it. Undone, they are bound to nothing. README.md lists the cases that make proofs. */
export const POSSESSION_ATTACKS: readonly AttackRow[] = [
  {
    id: 'pop-dpop-as-bearer',
    title: 'It is bound to a key (DPoP), and comes as a plain bearer token',
    class: 'POLICY', // whoever knows nothing of DPoP may ignore what it does not understand (RFC 7519 §4)
    mustWith: 'dpop',
    severity: { level: 'critical', cwe: 294 },
    references: ['RFC 9449 §7.2'],
    needs: ['good-token', 'issuer-key'],
    expects: ['401 token'],
    make: bearing(claimIs('cnf', { jkt: FOREIGN_THUMBPRINT })),
  },
  {
    id: 'pop-dpop-no-proof',
    title: 'It is bound to a key and comes under the scheme DPoP, without a proof',
    class: 'MUST',
    severity: { level: 'critical', cwe: 294 },
    references: ['RFC 9449 §7.1'],
    needs: ['good-token', 'issuer-key', 'dpop'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world, changed ? { claims: { cnf: { jkt: FOREIGN_THUMBPRINT } } } : {})
      const request = {
        method: 'GET',
        headers: [['Authorization', `${changed ? 'DPoP' : 'Bearer'} ${token}`]],
      } as const
      return { kind: 'a token for DPoP', steps: [{ do: 'send', request }], tokens: [token] }
    }),
  },
  {
    id: 'pop-mtls-no-cert',
    title: 'It is bound to a certificate, and comes without TLS of the client',
    class: 'POLICY', // as with DPoP
    mustWith: 'mtls',
    severity: { level: 'critical', cwe: 294 },
    references: ['RFC 8705 §3'],
    needs: ['good-token', 'issuer-key'],
    expects: ['401 token'],
    make: bearing(claimIs('cnf', { 'x5t#S256': FOREIGN_THUMBPRINT })),
  },
  {
    id: 'pop-mtls-header-spoof',
    title: 'It is bound to a certificate, which the caller puts into a header itself',
    class: 'MUST',
    severity: { level: 'critical', cwe: 290 },
    references: ['RFC 8705 §6.5', 'RFC 9440'],
    needs: ['good-token', 'issuer-key', 'mtls'],
    expects: ['401 token'],
    make: playing(async (world, changed) => {
      const token = await makeToken(world, { claims: { cnf: { 'x5t#S256': FOREIGN_THUMBPRINT } } })
      const good = await makeToken(world)
      return CERTIFICATE_HEADERS.map(([name, value]) => ({
        label: name,
        steps: [{ do: 'send', request: withMoreBeside(changed ? token : good, [name, value]) } as const],
        tokens: [changed ? token : good],
      }))
    }),
  },
]

/** In which proxies tell whose certificate they saw (RFC 9440 §2.1, and others). */
const CERTIFICATE_HEADERS: readonly (readonly [string, string])[] = [
  ['Client-Cert', ':MIIB:'],
  ['X-Forwarded-Client-Cert', `Hash=${FOREIGN_THUMBPRINT}`],
  ['X-SSL-Client-Cert', 'MIIB'],
]
