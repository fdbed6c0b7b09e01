import type { X509Certificate } from 'node:crypto'

/** What a verifier of an end entity understands; another that is critical must not be passed over (RFC 5280 §4.2). */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  '2.5.29.15', // key usage
  '2.5.29.17', // alternative names of the subject
  '2.5.29.19', // basic constraints
  '2.5.29.32', // policies
  '2.5.29.37', // purposes
])

/**
 * Looks whether a certificate is of somebody who speaks for himself, and whose key may sign a handshake of TLS. Node tells
 * neither what the key is for, nor of an authority that is none by its key usage.
 * @returns why it is not, to be read after "it": it is of an authority (RFC 5280 §4.2.1.9), its key is for certificates
 *   (§4.2.1.3), not for signatures (RFC 8446 §4.4.2.2), or it has a critical extension that is not understood
 * @throws what the library throws for a certificate that is damaged
 */
export async function faultOfEndEntity({ raw }: X509Certificate): Promise<string | undefined> {
  await import('reflect-metadata') // the library asks for it; it is loaded only when somebody shows a certificate of the CA
  const x509 = await import('@peculiar/x509')
  const certificate = new x509.X509Certificate(raw)
  if (certificate.getExtension(x509.BasicConstraintsExtension)?.ca) return 'is of an authority'
  const { usages } = certificate.getExtension(x509.KeyUsagesExtension) ?? {}
  const may = (flag: number) => usages === undefined || (usages & flag) !== 0
  if (usages !== undefined && may(x509.KeyUsageFlags.keyCertSign)) return 'is for signing certificates (keyCertSign)'
  if (!may(x509.KeyUsageFlags.digitalSignature)) return 'is not for signatures (digitalSignature)'
  const isStrange = certificate.extensions.some(({ critical, type }) => critical && !UNDERSTOOD.has(type))
  return isStrange ? 'has a critical extension that is not understood here' : undefined
}
