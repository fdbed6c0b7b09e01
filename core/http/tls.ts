import { X509Certificate, createPrivateKey } from 'node:crypto'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { withFolderLock } from '../files/folder-lock.ts'
import { removeLeftovers } from '../files/leftovers.ts'
import { readIfThere, writeFileAtomically } from '../files/private-file.ts'

/** What a process needs to be recognised over TLS, and to recognise the others. PEM texts. */
export interface TlsIdentity {
  /** The trust anchor: the certificate of the sandbox CA. */
  ca: string
  cert: string
  key: string
}

const CA_DAYS = 3650
const LEAF_DAYS = 397
/** A certificate with less life than this is replaced at the next start. */
const RENEW_DAYS = 30
const DAY = 86_400_000
/** A certificate that starts later than this was made by a clock that ran ahead: nobody would believe it. */
const CLOCK_SKEW = 300_000

/** For operators: a file that could not be used, and why; a new one has taken its place. */
export type TellReplaced = (file: string, why: string) => unknown

/** When a certificate must have begun, and beyond when it must last. */
interface Span {
  begun: number
  lasts: number
}

/**
 * Opens the certificate of a process; makes it, and the sandbox CA, when they are missing or about to expire. Several
 * processes may start at once: one of them makes the CA, the others wait for it.
 * @param folder where certificates are kept, for instance `keys/tls`
 * @param name the process; its certificate says this name, and localhost
 * @throws the platform's error when a file is there and cannot be read: it may be good
 */
export async function openTlsIdentity(
  folder: string,
  name: string,
  clock: Clock,
  tell: TellReplaced = () => {},
): Promise<TlsIdentity> {
  const now = clock.now()
  const span = { begun: now + CLOCK_SKEW, lasts: now + RENEW_DAYS * DAY }
  await removeLeftovers(folder, clock)
  const known = await readIdentity(folder, name, span)
  return known ?? withFolderLock(folder, () => makeIdentity(folder, name, span, tell))
}

async function readIdentity(folder: string, name: string, span: Span): Promise<TlsIdentity | undefined> {
  const [ca, pair] = await Promise.all([readIfThere(join(folder, 'ca.pem')), readPair(folder, name)])
  if (ca === undefined || !isWhole(pair) || certificateFault(pair, ca, span) !== undefined) return undefined
  return faultOfCertificate(ca, ca, span) === undefined ? { ca, ...pair } : undefined
}

/** Under the lock: another process may have made what was missing a moment ago. */
async function makeIdentity(folder: string, name: string, span: Span, tell: TellReplaced): Promise<TlsIdentity> {
  const known = await readIdentity(folder, name, span)
  if (known) return known
  const { createCA, createCert } = await import('mkcert') // only needed once in the life of a sandbox
  const found = await readPair(folder, 'ca')
  let authority: Pair
  if (isWhole(found) && certificateFault(found, found.cert, span) === undefined) {
    authority = found
  } else {
    authority = await createCA({
      organization: 'jwt-sandbox CA, for this machine only',
      countryCode: 'NP',
      state: 'Local',
      locality: 'Local',
      validity: CA_DAYS,
    })
    await writePair(folder, 'ca', authority)
    const why = certificateFault(found, found.cert ?? '', span)
    if (why !== undefined) tell('ca.pem', `${why}; processes that run must be started again, for they know the old CA`)
  }
  const own = await readPair(folder, name)
  const domains = [name, 'localhost', '127.0.0.1', '::1']
  const pair = await createCert({ domains, validity: LEAF_DAYS, ca: authority })
  await writePair(folder, name, pair)
  const why = certificateFault(own, authority.cert, span)
  if (why !== undefined) tell(`${name}.pem`, why)
  return { ca: authority.cert, ...pair }
}

interface Pair {
  cert: string
  key: string
}

/** The key first: whoever sees the new certificate finds its key. */
async function writePair(folder: string, name: string, pair: Pair): Promise<void> {
  await writeFileAtomically(join(folder, `${name}.key.pem`), pair.key)
  await writeFileAtomically(join(folder, `${name}.pem`), pair.cert, 0o644)
}

async function readPair(folder: string, name: string): Promise<Partial<Pair>> {
  const [cert, key] = await Promise.all([
    readIfThere(join(folder, `${name}.pem`)),
    readIfThere(join(folder, `${name}.key.pem`)),
  ])
  return { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) }
}

const isWhole = (pair: Partial<Pair>): pair is Pair => pair.cert !== undefined && pair.key !== undefined

/** @returns why a pair cannot be used, if so; one that was never made has no fault */
function certificateFault({ cert, key }: Partial<Pair>, ca: string, span: Span): string | undefined {
  if (cert === undefined) return key === undefined ? undefined : 'the certificate is missing'
  if (key === undefined) return 'the key is missing'
  try {
    if (!new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) return 'the key is that of another'
  } catch {
    return 'the certificate or the key is damaged'
  }
  return faultOfCertificate(cert, ca, span)
}

function faultOfCertificate(cert: string, ca: string, { begun, lasts }: Span): string | undefined {
  try {
    const certificate = new X509Certificate(cert)
    if (!certificate.verify(new X509Certificate(ca).publicKey)) return 'it is of another CA'
    if (certificate.validFromDate.getTime() > begun) return 'it begins in the future'
    return certificate.validToDate.getTime() > lasts ? undefined : `it ends within ${RENEW_DAYS} days`
  } catch {
    return 'the certificate is damaged'
  }
}
