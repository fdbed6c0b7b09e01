import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { whyRefused } from '../../files/file-trouble.ts'
import { readUtf8File } from '../../files/regular-file.ts'
import { TLS_RULES } from '../explicit.ts'
import { dayOf } from './faults.ts'
import type { CertificatePair } from './pair.ts'

/** A file that a configuration names, and what is written before its path there. */
export interface GivenFile {
  setting: string
  path: string
}

/** A certificate that somebody else makes and renews, with its key. */
export interface GivenFiles {
  certificate: GivenFile
  key: GivenFile
}

/** A pair that works as it is. */
export interface GivenPair extends CertificatePair {
  ends: Date
  /** Names of hosts for which it is, those with a star left out. */
  names: readonly string[]
}

/** A chain has some certificates. Bytes. */
const LARGEST_GIVEN = 1_000_000

/** What a certificate may be for (RFC 5280 §4.2.1.12). */
const TO_BE_SERVER = new Set(['1.3.6.1.5.5.7.3.1', '2.5.29.37.0'])

/**
 * Reads a certificate and its key, and tries them.
 * @param now milliseconds since 1970
 * @throws Error with all that is wrong, a line each, for whoever wrote the configuration; nothing of the key is in it
 */
export async function readGivenPair(files: GivenFiles, now: number): Promise<GivenPair> {
  const faults: string[] = []
  const tell = ({ setting, path }: GivenFile, what: string) => faults.push(`${setting}: ${path} ${what}.`)
  const read = (file: GivenFile) =>
    readUtf8File(file.path, LARGEST_GIVEN).catch((error: NodeJS.ErrnoException) => {
      tell(file, `cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : (whyRefused(error) ?? error.message)}`) // prettier-ignore
    })
  const cert = await read(files.certificate) // one by one: the faults are told in this order, whichever file answers first
  const key = await read(files.key)
  const certificate = cert === undefined ? undefined : readGivenCertificate(cert)
  const privateKey = key === undefined ? undefined : readGivenKey(key)
  if (typeof privateKey === 'string') tell(files.key, privateKey)
  if (certificate === 'none') tell(files.certificate, 'has no certificate in PEM')
  else if (certificate) {
    const why = whyNotToday(certificate, now) ?? whyNoServer(certificate)
    if (why !== undefined) tell(files.certificate, why)
    if (typeof privateKey === 'object' && !certificate.checkPrivateKey(privateKey))
      tell(files.certificate, `belongs to another key than that of ${files.key.setting}`)
    else if (typeof privateKey === 'object' && why === undefined && !isTaken({ cert: cert ?? '', key: key ?? '' }))
      tell(files.certificate, 'and its key are too weak for TLS, or a certificate behind the first is damaged')
  }
  if (faults.length > 0 || typeof certificate !== 'object') throw new Error(faults.join('\n'))
  return { cert: cert ?? '', key: key ?? '', ends: certificate.validToDate, names: hostsOfCertificate(certificate) }
}

function readGivenCertificate(text: string): X509Certificate | 'none' {
  try {
    return new X509Certificate(text)
  } catch {
    return 'none'
  }
}

/** @returns why it is none, to be read after its path */
function readGivenKey(text: string) {
  if (/ENCRYPTED/.test(text)) return 'is encrypted: write it without a passphrase (openssl pkey)'
  try {
    return createPrivateKey(text)
  } catch {
    return 'has no private key in PEM' // what was wrong may repeat a part of it
  }
}

function whyNotToday({ validFromDate: from, validToDate: to }: X509Certificate, now: number): string | undefined {
  if (from.getTime() > now) return `begins on ${dayOf(from)}, in the future`
  return to.getTime() <= now ? `ended on ${dayOf(to)}` : undefined
}

const whyNoServer = ({ keyUsage: purposes }: X509Certificate): string | undefined =>
  !purposes || purposes.some((purpose) => TO_BE_SERVER.has(purpose))
    ? undefined
    : 'is not for servers (extended key usage)'

function isTaken(pair: CertificatePair): boolean {
  try {
    createSecureContext({ ...TLS_RULES, ...pair })
    return true
  } catch {
    return false
  }
}

const hostsOfCertificate = ({ subjectAltName = '' }: X509Certificate): string[] =>
  subjectAltName.split(', ').flatMap((name) => /^DNS:([\w.-]+)$/.exec(name)?.[1] ?? [])
