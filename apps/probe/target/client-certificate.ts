import { createPrivateKey, X509Certificate } from 'node:crypto'
import { UsageFault } from '#core/process/command-line'

/** Our side of TLS, as the person gave it: texts of files. */
export interface GivenPems {
  readonly cert: string | undefined
  readonly key: string | undefined
  readonly ca: string | undefined
}

/**
 * Looks at the files of the person before anybody is asked with them, so that nobody seeks a fault of ours at the target.
 * @throws UsageFault that names the option whose file is wrong
 */
export function checkPems({ cert, key, ca }: GivenPems): void {
  if (cert !== undefined && key === undefined)
    throw new UsageFault('--cert needs its private key: --key FILE, the same file where it has both.')
  if (key !== undefined && cert === undefined)
    throw new UsageFault('--key is the private key of a client certificate: give that with --cert FILE.')
  if (ca !== undefined) pemCertificate(ca, '--ca')
  if (cert === undefined || key === undefined) return
  const certificate = pemCertificate(cert, '--cert')
  if (!certificate.checkPrivateKey(privateKeyIn(key)))
    throw new UsageFault('The file of --key has another key than the certificate of --cert.')
}

function pemCertificate(pem: string, option: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (cause) {
    throw new UsageFault(`The file of ${option} has no certificate in PEM: -----BEGIN CERTIFICATE-----.`, { cause })
  }
}

function privateKeyIn(pem: string) {
  try {
    return createPrivateKey(pem)
  } catch (cause) {
    const isLocked = /ENCRYPTED/.test(pem)
    throw new UsageFault(
      isLocked
        ? 'The private key of --key has a password, which the probe does not ask for: openssl pkey -in FILE -out OTHER writes one without.'
        : 'The file of --key has no private key in PEM: -----BEGIN PRIVATE KEY-----.',
      { cause },
    )
  }
}
