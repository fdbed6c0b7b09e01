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

/**
 * Opens the certificate of a process; makes it, and the sandbox CA, when they are missing or about to expire. Several
 * processes may start at once: one of them makes the CA, the others wait for it.
 * @param folder where certificates are kept, for instance `keys/tls`
 * @param name the process; its certificate says this name, and localhost
 */
export async function openTlsIdentity(folder: string, name: string, clock: Clock): Promise<TlsIdentity> {
  const renewAt = clock.now() + RENEW_DAYS * DAY
  await removeLeftovers(folder, clock)
  return (
    (await readIdentity(folder, name, renewAt)) ?? withFolderLock(folder, () => makeIdentity(folder, name, renewAt))
  )
}

async function readIdentity(folder: string, name: string, renewAt: number): Promise<TlsIdentity | undefined> {
  const [ca, pair] = await Promise.all([readIfThere(join(folder, 'ca.pem')), readPair(folder, name)])
  if (ca === undefined || pair === undefined) return undefined
  return isSound(ca, ca, renewAt) && isSound(pair.cert, ca, renewAt) ? { ca, ...pair } : undefined
}

/** Under the lock: another process may have made what was missing a moment ago. */
async function makeIdentity(folder: string, name: string, renewAt: number): Promise<TlsIdentity> {
  const known = await readIdentity(folder, name, renewAt)
  if (known) return known
  const { createCA, createCert } = await import('mkcert') // only needed once in the life of a sandbox
  let authority = await readPair(folder, 'ca')
  if (!authority || !isSound(authority.cert, authority.cert, renewAt)) {
    authority = await createCA({
      organization: 'jwt-sandbox CA, for this machine only',
      countryCode: 'NP',
      state: 'Local',
      locality: 'Local',
      validity: CA_DAYS,
    })
    await writePair(folder, 'ca', authority)
  }
  const domains = [name, 'localhost', '127.0.0.1', '::1']
  const pair = await createCert({ domains, validity: LEAF_DAYS, ca: authority })
  await writePair(folder, name, pair)
  return { ca: authority.cert, ...pair }
}

/** The key first: whoever sees the new certificate finds its key. */
async function writePair(folder: string, name: string, pair: { cert: string; key: string }): Promise<void> {
  await writeFileAtomically(join(folder, `${name}.key.pem`), pair.key)
  await writeFileAtomically(join(folder, `${name}.pem`), pair.cert, 0o644)
}

/** @returns undefined when one of the two is missing or unreadable, or when they do not belong together */
async function readPair(folder: string, name: string): Promise<{ cert: string; key: string } | undefined> {
  const [cert, key] = await Promise.all([
    readIfThere(join(folder, `${name}.pem`)),
    readIfThere(join(folder, `${name}.key.pem`)),
  ])
  if (cert === undefined || key === undefined) return undefined
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { cert, key } : undefined
  } catch {
    return undefined
  }
}

function isSound(cert: string, ca: string, renewAt: number): boolean {
  try {
    const certificate = new X509Certificate(cert)
    return certificate.verify(new X509Certificate(ca).publicKey) && certificate.validToDate.getTime() > renewAt
  } catch {
    return false
  }
}
