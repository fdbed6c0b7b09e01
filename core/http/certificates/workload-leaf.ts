import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { BACKDATED, caSignature, signingKeyOf } from './complete.ts'
import { FOR_CLIENTS } from './faults.ts'
import type { CertificatePair } from './pair.ts'
import { loadX509, pemOf, randomSerial } from './x509.ts'

const makeWorkloadKey = promisify(generateKeyPair)

/** Of the keys of workloads: a handshake with them costs a tenth of one with RSA. */
const P256 = { name: 'ECDSA', namedCurve: 'P-256' }

/**
 * Makes the certificate of a workload: its SPIFFE id, and no name of a host (X.509-SVID §4). It does not outlive its
 * authority.
 * @param end milliseconds since 1970
 */
export async function makeWorkloadLeaf(
  spiffeId: string,
  authority: CertificatePair,
  now: number,
  end: number,
): Promise<CertificatePair> {
  const x509 = await loadX509()
  const { privateKey, publicKey } = await makeWorkloadKey('ec', { namedCurve: P256.namedCurve })
  const issuer = new x509.X509Certificate(authority.cert)
  const webKey = publicKey.toCryptoKey(P256, true, ['verify'])
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerial(),
    subject: [{ O: ['jwt-sandbox, a workload'] }],
    issuer: issuer.subjectName.toJSON(),
    notBefore: new Date(now - BACKDATED),
    notAfter: new Date(Math.min(end, issuer.notAfter.getTime())),
    publicKey: webKey,
    signingKey: signingKeyOf(authority.key),
    signingAlgorithm: caSignature(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, FOR_CLIENTS]),
      await x509.SubjectKeyIdentifierExtension.create(webKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      new x509.SubjectAlternativeNameExtension([{ type: 'url', value: spiffeId }]),
    ],
  })
  return { cert: pemOf(certificate), key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) }
}
