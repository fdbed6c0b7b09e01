import { X509Certificate, createPrivateKey } from 'node:crypto'
import type { CertificatePair } from '#core/http/certificates/pair'
import { certificateSecret } from '#core/policy/gloo/check-listeners'
import { ENCRYPTION_KEY } from '#core/policy/gloo/check-login'
import { glooName, type GlooRef, type GlooSecret } from '#core/policy/gloo/model'
import { CLIENT_SECRET_KEY } from '#core/policy/gloo/read-secret'
import { BY_SANDBOX, type GlooOptions } from './gloo-options.ts'
import { readGivenFile } from './read-gloo-files.ts'

/** What is secret, from the files and from what was given besides. It is in no message. */
export interface GlooSecrets {
  clientSecret(ref: GlooRef): string
  cipherKey(ref: GlooRef): Uint8Array
  /** By the name of a TLS secret. */
  certificate(name: string): CertificatePair
  /** PEM texts of who is believed. */
  ca?: readonly string[]
}

/** What is around secrets. */
export interface SecretsWorld {
  /** Is told what is wrong, a sentence each. */
  tell(fault: string): void
  /** A certificate by the authority of the sandbox. Absent: none is made, for files are only checked. */
  signed?: (() => Promise<CertificatePair>) | undefined
}

/**
 * Opens them, and looks whether certificates and keys can be used.
 * @param names of the TLS secrets that listeners have
 */
export async function openGlooSecrets(
  secrets: readonly GlooSecret[],
  names: readonly string[],
  options: GlooOptions,
  { tell, signed }: SecretsWorld,
): Promise<GlooSecrets> {
  const inTime = async <Result>(task: Promise<Result>, fallback: Result) =>
    task.catch((error: unknown) => (tell(error instanceof Error ? error.message : String(error)), fallback))
  const clientSecrets = new Map<string, string>()
  for (const [name, file] of options.clientSecrets) {
    const text = (await inTime(readGivenFile(file), '-')).trim()
    if (text === '') tell(`${file.given} is empty: it must have the secret of a client.`)
    clientSecrets.set(name, text)
  }
  const certificates = new Map<string, CertificatePair>()
  for (const name of new Set(names)) {
    const given = options.certificates.get(name)
    if (given === BY_SANDBOX) {
      if (signed) certificates.set(name, await signed())
      continue
    }
    const [secret] = certificateSecret(secrets, name)
    const pair = given
      ? await inTime(Promise.all([readGivenFile(given.cert), readGivenFile(given.key)]), undefined)
      : ([secret?.entries.get('tls.crt') ?? '', secret?.entries.get('tls.key') ?? ''] as const)
    if (!pair) continue
    const [cert, key] = pair
    const fault = faultOfCertificate(cert, key)
    if (fault !== undefined) tell(`The Secret "${name}" cannot be used: ${fault}.`)
    certificates.set(name, { cert, key })
  }
  const ca = options.ca && (await inTime(readGivenFile(options.ca), undefined))
  if (options.ca && ca !== undefined && !isCertificate(ca)) tell(`${options.ca.given} has no certificate in PEM.`)
  return {
    clientSecret: (ref) =>
      clientSecrets.get(glooName(ref)) ?? clientSecrets.get(ref.name) ?? secretEntry(secrets, ref, CLIENT_SECRET_KEY),
    cipherKey: (ref) => Buffer.from(secretEntry(secrets, ref, ENCRYPTION_KEY)),
    certificate(name) {
      const pair = certificates.get(name)
      if (!pair) throw new TypeError('a certificate was asked for that was not read')
      return pair
    },
    ...(ca !== undefined && { ca: [ca] }),
  }
}

/** The plan was checked: it is there. */
const secretEntry = (secrets: readonly GlooSecret[], ref: GlooRef, key: string) =>
  secrets.find((secret) => glooName(secret) === glooName(ref))?.entries.get(key) ?? ''

function faultOfCertificate(cert: string, key: string): string | undefined {
  try {
    const certificate = new X509Certificate(cert)
    try {
      if (!certificate.checkPrivateKey(createPrivateKey(key))) return 'its key is not that of its certificate'
    } catch {
      return 'its tls.key is not a private key in PEM'
    }
    return undefined
  } catch {
    return 'its tls.crt is not a certificate in PEM'
  }
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).raw.length > 0
  } catch {
    return false
  }
}
