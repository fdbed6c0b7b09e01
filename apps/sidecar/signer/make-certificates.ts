import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { promisify } from 'node:util'
import { loadX509, pemOf, randomSerial } from '#core/http/certificates/x509'

/** The authority of one signer, as it is used: PEM, and the key that signs. */
export interface AuthorityPair {
  certificate: string
  key: KeyObject
}

const ONE_HOUR = 3_600_000
const ONE_DAY = 24 * ONE_HOUR
const AUTHORITY_LIFE = 365 * ONE_DAY

/** A certificate for a target lives for so long, in milliseconds: who keeps it gains little. */
export const LEAF_LIFE = ONE_DAY

/** A clock of another machine may be late by this much. */
const BEFORE_NOW = ONE_HOUR

const generateTargetKey = promisify(generateKeyPair)

/** Makes the certificate of an authority that signs for targets, and for no further authority (RFC 5280 §4.2.1.9). @returns PEM */
export async function makeInterceptor(key: KeyObject, now: number): Promise<string> {
  const x509 = await loadX509()
  const publicKey = await publicHalf(key)
  const identifier = await x509.SubjectKeyIdentifierExtension.create(publicKey)
  const name = [
    { CN: [`jwt-sandbox interception by a signer ${identifier.keyId.slice(0, 8)}`] },
    { O: ['trusted by its clients only'] },
  ]
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerial(),
    subject: name,
    issuer: name,
    notBefore: new Date(now - BEFORE_NOW),
    notAfter: new Date(now + AUTHORITY_LIFE),
    publicKey,
    ...signing(key),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      identifier,
      new x509.AuthorityKeyIdentifierExtension(identifier.keyId),
    ],
  })
  return pemOf(certificate)
}

/** What a target shows: a key, and a certificate that is valid between two times, in milliseconds since 1970. */
interface TargetLeaf {
  privateKey: KeyObject
  from: number
  until: number
}

async function soundLeaf(now: number): Promise<TargetLeaf> {
  const { privateKey } = await generateTargetKey('ec', { namedCurve: 'P-256' })
  return { privateKey, from: now - BEFORE_NOW, until: now + LEAF_LIFE }
}

/** UNSAFE, for the dialect `jwtproxy` (W13): 1024 bits, which many clients refuse by now, and eighty years. */
async function weakLeaf(): Promise<TargetLeaf> {
  const { privateKey } = await generateTargetKey('rsa', { modulusLength: 1024 })
  return { privateKey, from: 0, until: Date.UTC(2049, 11, 31) }
}

/**
 * Makes a certificate for a host, with a key of its own on the curve P-256. It does not outlive its authority.
 * @param isWeak as the original makes it (W13); such a one does outlive it
 * @returns PEM, the certificate of the authority behind that of the host
 */
export async function makeTargetCertificate(
  host: string,
  authority: AuthorityPair,
  now: number,
  isWeak = false,
): Promise<{ cert: string; key: string }> {
  const x509 = await loadX509()
  const issuer = new x509.X509Certificate(authority.certificate)
  const { privateKey, from, until } = isWeak ? await weakLeaf() : await soundLeaf(now)
  const publicKey = await publicHalf(privateKey)
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: randomSerial(),
    subject: [{ O: ['intercepted by a signer of jwt-sandbox'] }],
    issuer: issuer.subjectName.toJSON(),
    notBefore: new Date(from),
    notAfter: new Date(isWeak ? until : Math.min(until, issuer.notAfter.getTime())),
    publicKey,
    ...signing(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      new x509.SubjectAlternativeNameExtension([{ type: isIP(host) === 0 ? 'dns' : 'ip', value: host }]),
    ],
  })
  const key = String(privateKey.export({ format: 'pem', type: 'pkcs8' }))
  return { cert: pemOf(certificate) + authority.certificate, key }
}

const CURVE_OF_KEY: Record<string, string> = { prime256v1: 'P-256', secp384r1: 'P-384' }

/** How the platform names the kind of a key. */
function kindOf(key: KeyObject) {
  const curve = CURVE_OF_KEY[key.asymmetricKeyDetails?.namedCurve ?? '']
  return curve === undefined
    ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    : { name: 'ECDSA', namedCurve: curve, hash: 'SHA-256' }
}

const signing = (key: KeyObject) => {
  const signingAlgorithm = kindOf(key)
  return { signingAlgorithm, signingKey: key.toCryptoKey(signingAlgorithm, false, ['sign']) }
}

const publicHalf = async (key: KeyObject) =>
  createPublicKey(createPrivateKey(key.export({ format: 'pem', type: 'pkcs8' }))).toCryptoKey(kindOf(key), true, [
    'verify',
  ])
