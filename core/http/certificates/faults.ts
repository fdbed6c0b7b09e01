import { createPrivateKey, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { faultOfEndEntity } from './end-entity.ts'
import { isWhole, type CertificatePair } from './pair.ts'
import { isSpiffeId, spiffeIdIn } from './spiffe-id.ts'

/** Why a certificate is made again. */
export interface CertificateFault {
  why: string
  /** Peers believe all but the unusable: where nothing can be written, such a certificate may go on. */
  kind: 'unusable' | 'ending' | 'surplus' | 'incomplete'
}

/** A certificate with less life than this is replaced at the next start. */
const RENEW_DAYS = 30
export const DAY = 86_400_000

/** @returns why an authority cannot be used, or should not be any longer */
export function faultOfAuthority(cert: string, now: number): CertificateFault | undefined {
  return unlessDamaged(() => {
    const authority = new X509Certificate(cert)
    if (!authority.ca || !authority.verify(authority.publicKey)) return unusable('it is no authority')
    return faultOfDates(authority, now) ?? faultOfExtensions(authority)
  })
}

/** @returns why a certificate cannot be used, or should not be any longer */
export function faultOfLeaf(
  pair: Partial<CertificatePair>,
  { ca, names, now }: { ca: string; names: readonly string[]; now: number },
): CertificateFault | undefined {
  return (
    faultOfPair(pair) ??
    unlessDamaged(() => {
      const leaf = new X509Certificate(pair.cert ?? '')
      const authority = new X509Certificate(ca)
      if (!leaf.checkIssued(authority) || !leaf.verify(authority.publicKey)) return unusable('it is of another CA')
      return faultOfNames(leaf, names) ?? faultOfDates(leaf, now) ?? faultOfExtensions(leaf) ?? faultOfPurpose(leaf)
    })
  )
}

/** @returns why a certificate and a key are no pair */
export function faultOfPair(pair: Partial<CertificatePair>): CertificateFault | undefined {
  if (!isWhole(pair)) return unusable(pair.cert === undefined ? 'the certificate is missing' : 'the key is missing')
  return unlessDamaged(() => {
    const fits = new X509Certificate(pair.cert).checkPrivateKey(createPrivateKey(pair.key))
    return fits ? undefined : unusable('the key is that of another')
  })
}

/** Whoever verifies looks at the date, too, and at nobody's leeway. */
function faultOfDates(certificate: X509Certificate, now: number): CertificateFault | undefined {
  const [from, to] = [certificate.validFromDate, certificate.validToDate]
  if (from.getTime() > now) return unusable(`it begins on ${dayOf(from)}, in the future`)
  if (to.getTime() <= now) return unusable(`it ended on ${dayOf(to)}`)
  if (to.getTime() > now + RENEW_DAYS * DAY) return undefined
  return { why: `it ends on ${dayOf(to)}, within ${RENEW_DAYS} days`, kind: 'ending' }
}

/** Exactly these: a name that is no longer asked for is one too many. */
function faultOfNames(leaf: X509Certificate, names: readonly string[]): CertificateFault | undefined {
  const lacking = names.filter((name) => !hasName(leaf, name))
  if (lacking.length > 0) return unusable(`it lacks the name${lacking.length > 1 ? 's' : ''} ${lacking.join(', ')}`)
  const count = leaf.subjectAltName?.split(', ').length
  return count === names.length ? undefined : { why: 'it has names that are no longer asked for', kind: 'surplus' }
}

function hasName(leaf: X509Certificate, name: string): boolean {
  if (isSpiffeId(name)) return spiffeIdIn(leaf) === name
  return (isIP(name) ? leaf.checkIP(name) : leaf.checkHost(name)) !== undefined
}

/** Object identifiers as they stand in a certificate; some are followed by "critical" (RFC 5280 §4.2.1). */
const EXTENSIONS: Record<string, Buffer> = {
  'a subject key identifier': Buffer.from('0603551d0e', 'hex'),
  'an authority key identifier': Buffer.from('0603551d23', 'hex'),
  'a key usage': Buffer.from('0603551d0f0101ff', 'hex'),
  'basic constraints': Buffer.from('0603551d130101ff', 'hex'),
}

/** Certificates of earlier versions lack some, and strict verifiers refuse them. */
function faultOfExtensions({ raw }: X509Certificate): CertificateFault | undefined {
  const lacking = Object.keys(EXTENSIONS).filter((what) => !raw.includes(EXTENSIONS[what] ?? ''))
  if (lacking.length === 0) return undefined
  return { why: `it lacks ${lacking.join(' and ')}, which strict verifiers require`, kind: 'incomplete' }
}

/** To be a client of TLS (RFC 5280 §4.2.1.12): a process may prove itself with its certificate (RFC 8705 §2.1). */
export const FOR_CLIENTS = '1.3.6.1.5.5.7.3.2'

const isForClients = ({ keyUsage: purposes }: X509Certificate): boolean => purposes?.includes(FOR_CLIENTS) ?? true

/** Certificates of earlier versions are for servers alone. */
function faultOfPurpose(leaf: X509Certificate): CertificateFault | undefined {
  return isForClients(leaf) ? undefined : { why: 'it is for servers alone, and not for clients', kind: 'incomplete' }
}

/**
 * Looks at what the other side of a connection shows, which has the key that belongs to it.
 * @returns why it proves nobody: it is of another CA, not of today, not for clients, or an authority's (RFC 5280 §6.1)
 */
export async function faultOfClient(
  certificate: X509Certificate,
  { ca, now }: { ca: string; now: number },
): Promise<CertificateFault | undefined> {
  const fault = unlessDamaged(() => {
    const authority = new X509Certificate(ca)
    if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey))
      return unusable('it is of another CA')
    const dates = faultOfDates(certificate, now)
    if (dates?.kind === 'unusable') return dates
    return isForClients(certificate) ? undefined : unusable('it is not for clients')
  })
  if (fault) return fault
  const why = await faultOfEndEntity(certificate).catch(() => 'is damaged')
  return why === undefined ? undefined : unusable(`it ${why}`)
}

function unlessDamaged(look: () => CertificateFault | undefined): CertificateFault | undefined {
  try {
    return look()
  } catch {
    return unusable('the certificate or the key is damaged')
  }
}

const unusable = (why: string): CertificateFault => ({ why, kind: 'unusable' })

export const dayOf = (date: Date) => date.toISOString().slice(0, 10)
