import { createPublicKey, verify, constants, KeyObject } from 'node:crypto'
import { parseCompactForm, type CompactForm } from '#core/token/compact-form'
import type { VerificationKey } from '#core/token/trust'
import type { Weakness } from '../checks.ts'
import { weak } from '../weakness.ts'
import { ED25519_ORDER, P256_ORDER, toNumber, withFirstBytesOnly } from '../numbers.ts'

const signedText = (form: CompactForm) => Buffer.from(`${form.protected}.${form.payload}`)

/** A signature that is not good is, where this says so. */
const alsoGood =
  (isGood: (form: CompactForm, key: VerificationKey) => boolean | Promise<boolean>): Weakness =>
  (strict) => ({
    signature: async (form, key) => {
      if (!(await isGood(form, key))) await strict.signature(form, key)
    },
  })

/** A signature is tried in another form too. */
const alsoAs =
  (change: (bytes: Buffer, key: VerificationKey) => Buffer | undefined): Weakness =>
  (strict) => ({
    signature: async (form, key) => {
      const changed = change(form.signatureBytes, key)
      await strict.signature(
        changed ? { ...form, signatureBytes: changed, signature: changed.toString('base64url') } : form,
        key,
      )
    },
  })

const RSA_LIKE: readonly { digest: string; padding: number }[] = ['sha256', 'sha384', 'sha512'].flatMap((digest) =>
  [constants.RSA_PKCS1_PADDING, constants.RSA_PKCS1_PSS_PADDING].map((padding) => ({ digest, padding })),
)

function isRsaOfAnyKind(form: CompactForm, { publicKey, algorithm }: VerificationKey, kinds = RSA_LIKE): boolean {
  if (!/^[RP]S/.test(algorithm)) return false
  const key = KeyObject.from(publicKey)
  return kinds.some(({ digest, padding }) => verify(digest, signedText(form), { key, padding }, form.signatureBytes))
}

const lengthOf = ({ publicKey, algorithm }: VerificationKey): number =>
  (({ ES256: 64, ES384: 96, ES512: 132, EdDSA: 64, Ed25519: 64 }) as Record<string, number>)[algorithm] ??
  (KeyObject.from(publicKey).asymmetricKeyDetails?.modulusLength ?? 0) / 8

const halves = (bytes: Buffer) => [bytes.subarray(0, 32), bytes.subarray(32, 64)] as const
const isES256 = ({ algorithm }: VerificationKey) => algorithm === 'ES256'

/** What is wrong about how signatures are checked. */
export const SIGNATURE_SWITCHES = {
  'signature-unchecked': weak('Signatures are not checked at all', () => ({ signature: async () => undefined })),
  'signature-empty-passes': weak('An empty signature is as good as a right one', (strict) => ({
    form: (token) =>
      token.endsWith('.') ? { ...parseCompactForm(`${token}AA`), signatureBytes: Buffer.alloc(0) } : strict.form(token),
    signature: async (form, key) => {
      if (form.signatureBytes.length > 0) await strict.signature(form, key)
    },
  })),
  'signature-segment-optional': weak('A token without a third segment is taken as it is', (strict) => ({
    form: (token) =>
      token.split('.').length === 2 ? { ...parseCompactForm(`${token}.AA`), signature: '' } : strict.form(token),
    signature: async (form, key) => {
      if (form.signature !== '') await strict.signature(form, key)
    },
  })),
  'signature-odd-length-passes': weak(
    'A signature of another length than expected is not compared',
    alsoGood((form, key) => form.signatureBytes.length !== lengthOf(key)),
  ),
  'signature-end-ignored': weak(
    'Whatever stands behind a signature is cut off',
    alsoAs((bytes, key) => withFirstBytesOnly(bytes, lengthOf(key))),
  ),
  'rsa-any-scheme': weak(
    'Of RSA every scheme is tried',
    alsoGood((form, key) => isRsaOfAnyKind(form, key)),
  ),
  'pss-any-salt': weak(
    'The salt of PSS may have any length',
    alsoGood(
      (form, key) =>
        key.algorithm === 'PS256' &&
        isRsaOfAnyKind(form, key, [{ digest: 'sha256', padding: constants.RSA_PKCS1_PSS_PADDING }]),
    ),
  ),
  'ecdsa-zero-passes': weak(
    'The numbers of an ECDSA signature may be zero (CVE-2022-21449)',
    alsoGood(
      ({ signatureBytes }, key) =>
        isES256(key) &&
        signatureBytes.length === 64 &&
        halves(signatureBytes).some((half) => toNumber(half) % P256_ORDER === 0n),
    ),
  ),
  'ecdsa-der-accepted': weak(
    'ECDSA signatures may be in DER form',
    alsoGood(
      (form, { publicKey, algorithm }) =>
        algorithm === 'ES256' &&
        verify('sha256', signedText(form), { key: KeyObject.from(publicKey), dsaEncoding: 'der' }, form.signatureBytes),
    ),
  ),
  'ecdsa-numbers-in-any-order': weak('The numbers of an ECDSA signature are tried in both orders', (strict) => ({
    signature: async (form, key) => {
      const [r, s] = halves(form.signatureBytes)
      try {
        await strict.signature(form, key)
      } catch (error) {
        if (!isES256(key)) throw error
        await strict.signature({ ...form, signatureBytes: Buffer.concat([s, r]) }, key)
      }
    },
  })),
  'eddsa-s-unreduced': weak(
    'S of an Ed25519 signature is reduced before it is looked at',
    alsoAs((bytes, { algorithm }) => {
      if (algorithm !== 'EdDSA' && algorithm !== 'Ed25519') return undefined
      const s = toNumber(bytes.subarray(32).toReversed()) % ED25519_ORDER
      const reduced = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').toReversed()
      return Buffer.concat([bytes.subarray(0, 32), reduced])
    }),
  ),
}

/** A key that the platform makes of a JWK, whatever it is for. */
export const keyObjectOfJwk = (jwk: object) => createPublicKey({ key: { ...jwk }, format: 'jwk' })
