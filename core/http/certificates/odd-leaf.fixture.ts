import 'reflect-metadata'
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'
import { namesOfProcess } from './names.ts'
import type { CertificatePair } from './pair.ts'

/** What is odd about a certificate that looks good: it has its names, its dates, its extensions and its CA. */
export interface OddLeaf {
  /** None at all, when it is empty. */
  purposes?: string[]
  /** What its key is for; for signatures, by itself. None at all, when it is 0. */
  usages?: number
  isAuthority?: boolean
  /** Further extensions. */
  further?: x509.Extension[]
  /** When it ends; with its authority, by itself. */
  end?: Date
  /** In place of those of a process. */
  names?: { type: 'dns' | 'ip' | 'url'; value: string }[]
  subject?: string
  hash?: string
  bits?: number
  /** Those of one name share a key: making one takes a tenth of a second. */
  hasNewKey?: boolean
}

/** Purposes: to be a client of TLS, and a server (RFC 5280 §4.2.1.12). */
export const [FOR_CLIENTS, FOR_SERVERS] = ['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1']

/** What a key is for (RFC 5280 §4.2.1.3). */
export const { digitalSignature: SIGNS, keyCertSign: CERTIFIES, keyEncipherment: ENCIPHERS } = x509.KeyUsageFlags

/** An extension that is critical, and that nobody understands. */
export const STRANGE = new x509.Extension('1.2.3.4', true, new Uint8Array([5, 0]))

/** Certificates that no client of ours takes. */
export const ODD_LEAVES: Record<string, OddLeaf> = {
  'for clients only': { purposes: [FOR_CLIENTS] },
  'signed with SHA-1': { hash: 'SHA-1' },
  'with a key of 1024 bits': { bits: 1024 },
}

function keyOfLeaf(name: string, bits: number) {
  const pair = keysOfLeaves.get(`${name} ${bits}`) ?? newKeyOfLeaf(bits)
  keysOfLeaves.set(`${name} ${bits}`, pair)
  return pair
}

const newKeyOfLeaf = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits })
const keysOfLeaves = new Map<string, ReturnType<typeof newKeyOfLeaf>>()

/** Signs a certificate for a process as an authority of a company might. */
export async function signOddLeaf(odd: OddLeaf, name: string, authority: CertificatePair): Promise<CertificatePair> {
  const { purposes = [FOR_SERVERS, FOR_CLIENTS], hash = 'SHA-256', bits = 2048, end, subject = `CN=${name}` } = odd
  const { usages = SIGNS, isAuthority = false, further = [] } = odd
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash }
  const { privateKey, publicKey } = odd.hasNewKey ? newKeyOfLeaf(bits) : keyOfLeaf(name, bits)
  const issuer = new x509.X509Certificate(authority.cert)
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: `40${randomBytes(8).toString('hex')}`,
    subject,
    issuer: issuer.subject,
    notBefore: issuer.notBefore,
    notAfter: end ?? issuer.notAfter,
    publicKey: publicKey.toCryptoKey(algorithm, true, ['verify']),
    signingKey: createPrivateKey(authority.key).toCryptoKey(algorithm, false, ['sign']),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(isAuthority, undefined, true),
      ...(usages === 0 ? [] : [new x509.KeyUsagesExtension(usages, true)]),
      ...(purposes.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension(purposes)]),
      ...further,
      await x509.SubjectKeyIdentifierExtension.create(publicKey.toCryptoKey(algorithm, true, ['verify'])),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      new x509.SubjectAlternativeNameExtension(
        odd.names ?? namesOfProcess(name, []).map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
      ),
    ],
  })
  return { cert: certificate.toString('pem'), key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) }
}
