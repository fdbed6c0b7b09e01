import { createPublicKey } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { KeyRefused } from '#core/keys/key-errors'
import { loadVerificationKeys } from '#core/keys/verification-key'
import type { Algorithm } from '#core/token/algorithms'
import { PRIVATE_MEMBERS } from '#core/token/secret-members'
import type { VerificationKey } from '#core/token/trust'
import { faultOfFile, type NamedFile } from './key-file-fault.ts'
import { readKeyFileText } from './key-text.ts'
import { publicMembersOf } from './own-key.ts'
import { unpaddedJwk } from './padded-jwk.ts'

/** SPKI (RFC 5280 §4.1.2.7), PKCS#1 (RFC 8017 §A.1.1). The original takes the first alone. */
const PUBLIC_LABELS = new Set(['PUBLIC KEY', 'RSA PUBLIC KEY'])

/**
 * Reads a public key that a verifier was given: PEM, or a public JSON Web Key; once for each algorithm that it may be used with.
 * @param keyId the name by which tokens name it; '' for the one in the file, or else its RFC 7638 thumbprint
 * @throws KeyFileFault that says what is wrong and what to do
 */
export async function readPublicKey(
  file: NamedFile,
  keyId: string,
  algorithms: readonly Algorithm[],
): Promise<VerificationKey[]> {
  const jwk = await readPublicJwk(file)
  const named = typeof jwk['kid'] === 'string' ? jwk['kid'] : ''
  try {
    const kid = keyId || named || (await calculateJwkThumbprint(jwk).catch(() => UNNAMED))
    const keys = await loadVerificationKeys({ ...jwk, kid })
    const usable = keys.filter(({ algorithm }) => algorithms.includes(algorithm))
    if (usable.length > 0) return usable
    const forWhat = keys.map(({ algorithm }) => algorithm).join(', ')
    throw faultOfFile(
      file,
      `holds a key for ${forWhat}, and of these none is in "algorithms" (${algorithms.join(', ')})`,
    )
  } catch (error) {
    if (!(error instanceof KeyRefused)) throw error
    throw faultOfFile(file, `has a key that no verifier should believe: ${error.message}`, error)
  }
}

async function readPublicJwk(file: NamedFile): Promise<Record<string, unknown>> {
  const text = await readKeyFileText(file)
  if (text.form === 'jwk') {
    if (PRIVATE_MEMBERS.some((name) => Object.hasOwn(text.jwk, name))) throw faultOfFile(file, OF_THE_SIGNER)
    return unpaddedJwk(text.jwk)
  }
  const { label, pem } = text
  if (label.endsWith('PRIVATE KEY')) throw faultOfFile(file, `${OF_THE_SIGNER} (openssl pkey -in FILE -pubout)`)
  if (label === 'CERTIFICATE') throw faultOfFile(file, OF_A_CERTIFICATE)
  if (!PUBLIC_LABELS.has(label)) throw faultOfFile(file, `holds a ${label}: a verifier needs a PUBLIC KEY`)
  try {
    return { ...publicMembersOf(createPublicKey(pem)) }
  } catch {
    throw faultOfFile(file, `holds a ${label} that is damaged, or of a kind that is not known here`)
  }
}

/** A key that lacks something has no thumbprint, and is refused. */
const UNNAMED = 'unnamed'

const OF_THE_SIGNER = 'holds a private key, which belongs to the signer alone: give the verifier its public half'

const OF_A_CERTIFICATE =
  'holds a certificate, whose names and dates nobody would check: give the verifier the public key in it (openssl x509 -in FILE -pubkey -noout)'
