import { createPrivateKey, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { KeyRefused } from '#core/keys/key-errors'
import { PRIVATE_MEMBERS } from '#core/token/secret-members'
import { faultOfFile, type NamedFile } from './key-file-fault.ts'
import { readKeyFileText, type KeyText } from './key-text.ts'
import { publicMembersOf, toOwnKey, type OwnKey } from './own-key.ts'
import { completeRsaKey } from './whole-rsa-key.ts'

/** PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 §A.1.2), SEC1 (RFC 5915). The original takes the second alone. */
const PRIVATE_LABELS = new Set(['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'])

/**
 * Reads the private key of a signer: PEM in one of three forms, or a private JSON Web Key.
 * @param keyId the name of the key; '' for the one in the file, or else its RFC 7638 thumbprint
 * @throws KeyFileFault that says what is wrong and what to do, and shows nothing of the key
 */
export async function readPrivateKey(file: NamedFile, keyId: string): Promise<OwnKey> {
  const text = await readKeyFileText(file)
  const key = text.form === 'jwk' ? fromJwk(text.jwk, file) : fromPem(text, file)
  const named = text.form === 'jwk' && typeof text.jwk['kid'] === 'string' ? text.jwk['kid'] : ''
  const kid = keyId || named || (await calculateJwkThumbprint(publicMembersOf(key)))
  try {
    const own = await toOwnKey(key, kid)
    if (text.form === 'jwk') refuseOtherAlgorithm(text.jwk, own)
    return own
  } catch (error) {
    if (!(error instanceof KeyRefused)) throw error
    const what = error.message.startsWith('is ')
      ? error.message
      : `has a key that no verifier should believe: ${error.message}`
    throw faultOfFile(file, what, error)
  }
}

function fromPem({ label, pem }: KeyText & { form: 'pem' }, file: NamedFile): KeyObject {
  if (label === 'ENCRYPTED PRIVATE KEY' || pem.includes('\nProc-Type: 4,ENCRYPTED')) {
    throw faultOfFile(
      file,
      'is encrypted: write it without a passphrase (openssl pkey -in FILE -out NEW_FILE), readable for this process alone',
    )
  }
  if (label === 'OPENSSH PRIVATE KEY') throw faultOfFile(file, 'is a key of SSH: make another one with openssl genpkey')
  if (!PRIVATE_LABELS.has(label)) throw faultOfFile(file, `holds a ${label}: a signer needs the private key`)
  return made(() => createPrivateKey(pem), file, label)
}

function fromJwk(jwk: Record<string, unknown>, file: NamedFile): KeyObject {
  if (jwk['kty'] === 'oct')
    throw faultOfFile(file, 'is a secret that is shared (kty oct): a signer needs a private key')
  if (!PRIVATE_MEMBERS.some((name) => Object.hasOwn(jwk, name))) {
    throw faultOfFile(file, 'is a public JSON Web Key: a signer needs the private key, with its member d')
  }
  const { kty, crv, x, y, n, e, d, p, q, dp, dq, qi } = completeRsaKey(jwk)
  const members = Object.entries({ kty, crv, x, y, n, e, d, p, q, dp, dq, qi }).map(
    ([name, value]) => [name, typeof value === 'string' ? value.replace(/={1,2}$/, '') : value] as const,
  )
  const key = Object.fromEntries(members.filter(([, value]) => value !== undefined))
  return made(() => createPrivateKey({ key, format: 'jwk' }), file, 'JSON Web Key')
}

/** The platform's messages may repeat what they have read: the fault has none of them. */
function made(create: () => KeyObject, file: NamedFile, what: string): KeyObject {
  try {
    return create()
  } catch {
    throw faultOfFile(file, `holds a ${what} that is damaged, or of a kind that is not known here`)
  }
}

/** The original writes `rsa` into the files that it keeps. */
function refuseOtherAlgorithm({ alg }: Record<string, unknown>, { algorithm }: OwnKey): void {
  if (alg === undefined || alg === '' || alg === algorithm || (alg === 'rsa' && algorithm === 'RS256')) return
  if (alg === 'Ed25519' && algorithm === 'EdDSA') return
  throw new KeyRefused(`is a key for another algorithm (alg) than ${algorithm}, with which such keys sign here`)
}
