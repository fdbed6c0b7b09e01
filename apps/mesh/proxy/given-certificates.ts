import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { faultOfEndEntity } from '#core/http/certificates/end-entity'
import { faultOfAuthority, FOR_CLIENTS } from '#core/http/certificates/faults'
import { isSpiffeId, spiffeIdOf, type WorkloadAccount } from '#core/http/certificates/spiffe-id'
import type { TlsIdentity } from '#core/http/tls'
import { allOrFaults, ProxyFilesFault, readNamedCertificates, readNamed } from './named-file.ts'
import type { CertificateSource, NamedPath } from './proxy-config.ts'

export interface GivenCertificates {
  tls: TlsIdentity
  /** What works, and should not be so. */
  remarks: readonly string[]
}

export interface GivenFor {
  account: WorkloadAccount
  /** It calls others of its mesh, too. */
  isClient: boolean
  /** Milliseconds since 1970. */
  now: number
}

/**
 * Reads the certificates of a workload by somebody else's authority, and looks whether others could believe them: their
 * chain, their dates, their purposes, and the one id of the workload.
 * @throws ProxyFilesFault with all that is wrong with all of them
 */
export async function readGivenCertificates(
  source: CertificateSource & { kind: 'files' },
  use: GivenFor,
): Promise<GivenCertificates> {
  const [authority, own, key] = await allOrFaults<
    [Awaited<ReturnType<typeof readNamedCertificates>>, Awaited<ReturnType<typeof readNamedCertificates>>, WorkloadKey]
  >([readNamedCertificates(source.ca), readNamedCertificates(source.certificate), readWorkloadKey(source.key)])
  const [leaf, ...between] = own.certificates
  const faults = [
    ...authority.certificates.flatMap((each) => sayAuthority(source.ca, each, use.now)),
    ...(await faultsOfLeaf(leaf, use)).map((fault) => `${source.certificate.given} ${fault}`),
  ]
  if (!leaf.checkPrivateKey(key.object))
    faults.push(`${source.key.given} is not the private key of ${source.certificate.given}.`)
  if (!leadsTo(leaf, between, authority.certificates))
    faults.push(
      `${source.certificate.given} is not signed by ${source.ca.given}: certificates between them belong behind it.`,
    )
  if (faults.length > 0) throw new ProxyFilesFault(faults.join('\n'))
  const tls = { ca: authority.text, cert: own.text, key: key.text }
  try {
    createSecureContext(tls)
  } catch (cause) {
    const { code = 'it is not accepted' } = cause as NodeJS.ErrnoException // of the platform
    throw new ProxyFilesFault(`${source.certificate.given} cannot be used for TLS: ${code}.`, { cause })
  }
  return { tls, remarks: await remarksOn(source.key) }
}

interface WorkloadKey {
  text: string
  object: KeyObject
}

async function readWorkloadKey(file: NamedPath): Promise<WorkloadKey> {
  const text = await readNamed(file)
  if (/ENCRYPTED/.test(text))
    throw new ProxyFilesFault(
      `${file.given} is encrypted, and there is nobody to ask for its passphrase: write it without one (openssl pkey).`,
    )
  try {
    return { text, object: createPrivateKey(text) }
  } catch {
    throw new ProxyFilesFault(`${file.given} has no private key in PEM in it.`) // the cause may repeat a part of the key
  }
}

function sayAuthority({ given }: NamedPath, { raw }: X509Certificate, now: number): string[] {
  const pem = `-----BEGIN CERTIFICATE-----\n${raw.toString('base64')}\n-----END CERTIFICATE-----\n`
  const fault = faultOfAuthority(pem, now)
  return fault?.kind === 'unusable' ? [`${given} cannot be believed: ${fault.why}.`] : []
}

const FOR_SERVERS = '1.3.6.1.5.5.7.3.1'

/** Each to be read after the name of the file. */
async function faultsOfLeaf(leaf: X509Certificate, { account, isClient, now }: GivenFor): Promise<string[]> {
  const faults: string[] = []
  const [from, to] = [leaf.validFromDate, leaf.validToDate]
  if (from.getTime() > now) faults.push(`begins in the future, on ${from.toISOString()}.`)
  if (to.getTime() <= now) faults.push(`ended on ${to.toISOString()}: have it renewed.`)
  const { keyUsage: purposes } = leaf
  if (purposes && !purposes.includes(FOR_SERVERS)) faults.push('is not for servers of TLS.')
  if (purposes && isClient && !purposes.includes(FOR_CLIENTS))
    faults.push('is not for clients of TLS, and this workload calls others.')
  const end = await faultOfEndEntity(leaf).catch(() => 'is damaged')
  if (end !== undefined) faults.push(`${end}: a workload speaks for itself.`)
  const wrongId = faultOfId(leaf, spiffeIdOf(account))
  return wrongId === undefined ? faults : [...faults, wrongId]
}

/** Exactly one URI says who it is (X.509-SVID §2). */
function faultOfId({ subjectAltName = '' }: X509Certificate, wanted: string): string | undefined {
  const uris = subjectAltName
    .split(', ')
    .flatMap((name) => (name.startsWith('URI:') ? [name.slice('URI:'.length)] : []))
  const [uri] = uris
  if (uri === undefined) return `has no id of a workload: it needs the URI ${wanted} among its alternative names.`
  if (uris.length > 1) return `has ${uris.length} URIs, and nobody knows which of them counts: leave ${wanted} alone.`
  if (subjectAltName.includes('"') || !isSpiffeId(uri))
    return `has a URI that is no id of a workload: it needs ${wanted}.`
  return uri === wanted ? undefined : `is of ${uri}, and this workload is ${wanted}.`
}

const isSignedBy = (certificate: X509Certificate, issuer: X509Certificate) =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)

/** Whether a chain leads from a certificate to somebody who is believed. */
function leadsTo(
  leaf: X509Certificate,
  between: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): boolean {
  let [last, left] = [leaf, between]
  while (!authorities.some((each) => isSignedBy(last, each))) {
    const next = left.find((each) => isSignedBy(last, each))
    if (!next) return false
    left = left.filter((each) => each !== next)
    last = next
  }
  return true
}

/** A key that others can read works; somebody should be told. */
async function remarksOn({ given, path }: NamedPath): Promise<string[]> {
  if (process.platform === 'win32') return []
  const { mode } = await stat(path)
  return (mode & 0o077) === 0 ? [] : [`${given}: others on this machine can read or write it: chmod 600 ${given}`]
}
