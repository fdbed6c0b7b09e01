import { TokenRejected } from '#core/token/rejection'

import { Hangs, type TwinHeader, type TwinParts, type Weakness } from '../checks.ts'
import { crashes, readsHeader, takesMember, weak } from '../weakness.ts'

import { decoded, formOf, membersOf, readsForm } from '../reading.ts'

const critically =
  (isFine: (header: TwinHeader) => boolean): Weakness =>
  (strict) => ({
    critical: (header) => {
      if (!isFine(header)) strict.critical(header)
    },
  })

const unlessClear = (header: TwinHeader) => header['b64'] !== false
const LIKE = (typ: unknown, { type }: TwinParts) => (typeof typ === 'string' && typ.includes(type) ? type : typ)

/** What is wrong about what a header says, and what kind of token it is. */
export const HEADER_SWITCHES = {
  'crit-ignored': weak('What is critical is not looked at', critically(unlessClear)),
  'b64-ignored': weak(
    'That a payload is said to be in clear is not looked at',
    critically((header) => !Object.hasOwn(header, 'crit')),
  ),
  'b64-honoured': weak('A payload may be in clear', (strict) => ({
    form: (token) => {
      const [header = '', payload = '', signature = ''] = token.split('.')
      return membersOf(decoded(header).toString())?.['b64'] === false && payload.startsWith('{')
        ? { ...formOf(header, payload, signature), payloadBytes: Buffer.from(payload) }
        : strict.form(token)
    },
    critical: (header) => {
      if (header['b64'] !== false || !Object.hasOwn(header, 'crit')) strict.critical(header)
    },
  })),
  'typ-unchecked': weak(
    'Nobody asks of which kind a token is',
    readsHeader(({ cty, ...header }, { type }) => ({ ...header, typ: cty === undefined ? type : 'nested' })),
  ),
  'typ-jwt-accepted': weak(
    'JWT is a kind like every other',
    takesMember('typ', (typ, { type }) => (typ === undefined || typ === 'JWT' ? type : typ)),
  ),
  'typ-holds-the-right-one': weak('A type that has the right one in it is the right one', takesMember('typ', LIKE)),
  'typ-first-of-list': weak(
    'Of a list of types the first one counts',
    takesMember('typ', (typ) => (Array.isArray(typ) ? (typ as unknown[])[0] : typ)),
  ),
  'nested-opened': weak('A token in a token is opened', (strict) => ({
    kind: ({ cty: _cty, ...header }) => strict.kind(header),
    claims: (bytes) =>
      strict.claims(
        /^ey[\w-]+\.ey/.test(Buffer.from(bytes).toString())
          ? decoded(Buffer.from(bytes).toString().split('.')[1] ?? '')
          : bytes,
      ),
  })),
  'jwe-opened': weak('What is encrypted for the issuer is believed', (strict, { decrypt }) => ({
    form: (token) => {
      const parts = token.split('.')
      if (parts.length !== 5 || membersOf(decoded(parts[0] ?? '').toString())?.['alg'] !== 'RSA-OAEP-256')
        return strict.form(token)
      const { plain, header } = decrypt(token)
      if (header['zip'] !== undefined) throw new TokenRejected('malformed')
      const payload = header['cty'] === 'JWT' ? (plain.toString().split('.')[1] ?? '') : plain.toString('base64url')
      return { ...formOf(parts[0] ?? '', payload, ''), signature: 'decrypted' }
    },
    kind: (header) => {
      if (header['enc'] === undefined) strict.kind(header)
    },
    proof: async (form, header) => {
      if (form.signature !== 'decrypted') await strict.proof(form, header)
    },
  })),
  'jwe-falls-over': weak(
    'Five segments make it fall over',
    readsForm((token, strict) => (/^[\w-]+(?:\.[\w-]*){4}$/.test(token) ? crashes() : strict(token))),
  ),
  'jwe-password-tried': weak(
    'A password is tried as often as a token says',
    readsForm((token, strict) => {
      if (Number(membersOf(decoded(token.split('.')[0] ?? '').toString())?.['p2c']) > 1e6) throw new Hangs()
      return strict(token)
    }),
  ),
  'jwe-inflated': weak(
    'What is encrypted is inflated without a bound',
    readsForm((token, strict) => {
      if (membersOf(decoded(token.split('.')[0] ?? '').toString())?.['zip'] === 'DEF') throw new Hangs()
      return strict(token)
    }),
  ),
}
