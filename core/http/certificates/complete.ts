import { createPrivateKey } from 'node:crypto'
import { isIP } from 'node:net'
import { FOR_CLIENTS } from './faults.ts'
import type { CertificatePair } from './pair.ts'
import { loadX509, pemOf, randomSerial } from './x509.ts'

/** A clock of another machine may be late by this much and still believe a certificate that was made just now. */
export const BACKDATED = 3_600_000

/** How an authority signs: mkcert makes keys of RSA; a person, or the test kit, may have made one of another kind. */
export const caSignature = (key: string) =>
  createPrivateKey(key).asymmetricKeyType === 'ec'
    ? { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
    : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

/**
 * Signs an authority of mkcert anew, with all that strict verifiers ask for (RFC 5280 §4.2.1) and a name that no other
 * authority has: it ends with the beginning of its key's identifier.
 * @returns the certificate; key and end stay
 */
export async function completeAuthority(made: CertificatePair): Promise<string> {
  const { SubjectKeyIdentifierExtension, X509Certificate } = await loadX509()
  const { publicKey } = new X509Certificate(made.cert)
  const { keyId } = await SubjectKeyIdentifierExtension.create(publicKey)
  const name = [{ CN: [`jwt-sandbox CA ${keyId.slice(0, 8)}`] }, { O: ['jwt-sandbox, for this machine only'] }]
  return signAuthority(made, { name, backdated: BACKDATED })
}

/**
 * Signs an authority anew that lacks something, or ends soon. Key, name and beginning stay, so whoever trusts the earlier
 * certificate trusts what this one signs.
 * @param end when the new one ends; as the earlier one, when absent
 */
export const renewAuthority = (earlier: CertificatePair, end?: number): Promise<string> =>
  signAuthority(earlier, { backdated: 0, ...(end !== undefined && { end }) })

interface AuthorityChanges {
  name?: Record<string, string[]>[]
  backdated: number
  end?: number
}

async function signAuthority(
  { cert, key }: CertificatePair,
  { name, backdated, end }: AuthorityChanges,
): Promise<string> {
  const x509 = await loadX509()
  const { publicKey, subjectName, notBefore, notAfter } = new x509.X509Certificate(cert)
  const subject = name ?? subjectName.toJSON()
  const identifier = await x509.SubjectKeyIdentifierExtension.create(publicKey)
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerial(),
    subject,
    issuer: subject,
    notBefore: new Date(notBefore.getTime() - backdated),
    notAfter: end === undefined ? notAfter : new Date(end),
    publicKey,
    signingKey: signingKeyOf(key),
    signingAlgorithm: caSignature(key),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true), // it signs certificates of processes, and no further authority
      new x509.KeyUsagesExtension(keyCertSign | cRLSign, true),
      identifier,
      new x509.AuthorityKeyIdentifierExtension(identifier.keyId),
    ],
  })
  return pemOf(certificate)
}

/**
 * Signs a certificate of mkcert for a process anew, with all that strict verifiers ask for. It does not outlive its
 * authority.
 * @param names host names and addresses, as they are to stand in it
 * @param end when it ends, in milliseconds since 1970; as the one of mkcert, when absent
 * @returns the certificate; the key stays
 */
export async function completeLeaf(
  cert: string,
  names: readonly string[],
  authority: CertificatePair,
  end?: number,
): Promise<string> {
  const x509 = await loadX509()
  const { publicKey, subjectName, notBefore, notAfter } = new x509.X509Certificate(cert)
  const issuer = new x509.X509Certificate(authority.cert)
  const { digitalSignature, keyEncipherment } = x509.KeyUsageFlags
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerial(),
    subject: subjectName.toJSON(),
    issuer: issuer.subjectName.toJSON(),
    notBefore: new Date(Math.min(notBefore.getTime(), end ?? Infinity) - BACKDATED),
    notAfter: end === undefined ? (notAfter < issuer.notAfter ? notAfter : issuer.notAfter) : new Date(end),
    publicKey,
    signingKey: signingKeyOf(authority.key),
    signingAlgorithm: caSignature(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(digitalSignature | keyEncipherment, true), // keys of mkcert are RSA keys
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, FOR_CLIENTS]),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
      ),
    ],
  })
  return pemOf(certificate)
}

export const signingKeyOf = (pem: string) => createPrivateKey(pem).toCryptoKey(caSignature(pem), false, ['sign'])
