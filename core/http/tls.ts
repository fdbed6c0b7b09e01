import { basename, join } from 'node:path'
import type { Clock } from '../clock.ts'
import { withFolderLock } from '../files/folder-lock.ts'
import { removeLeftovers } from '../files/leftovers.ts'
import { canWriteTo, readIfThere } from '../files/private-file.ts'
import { makeMissing } from '../files/read-only.ts'
import { AUTHORITY, NEW_CA, openAuthority, refuseOtherThanRsa, type TellReplaced } from './certificates/authority.ts'
import { completeLeaf } from './certificates/complete.ts'
import { DAY, faultOfAuthority, faultOfLeaf, faultOfPair, type CertificateFault } from './certificates/faults.ts'
import { faultOfHandshake } from './certificates/handshake.ts'
import { namesOfProcess } from './certificates/names.ts'
import { isWhole, readCertificatePair, writeCertificatePair, type CertificatePair } from './certificates/pair.ts'
import { isSpiffeId } from './certificates/spiffe-id.ts'
import { makeWorkloadLeaf } from './certificates/workload-leaf.ts'

/** What a process needs to be recognised over TLS, and to recognise the others. PEM texts. */
export interface TlsIdentity {
  /** The trust anchor: the certificate of the sandbox CA. */
  ca: string
  cert: string
  key: string
}

const LEAF_DAYS = 397

export interface TlsOptions {
  /** Host names and addresses by which the process is called besides its own name and those of this machine. */
  furtherNames?: readonly string[]
  /** Of a workload: its certificate says this id in place of any name of a host. */
  spiffeId?: string | undefined
  tell?: TellReplaced
  /** This process has made it a moment ago: only its dates and names are looked at. */
  isJustMade?: boolean | undefined
  /** What the process shows already. It stays where a new one can be made only with a new CA. */
  inUse?: TlsIdentity
}

/**
 * Opens the certificate of a process; makes it, and the sandbox CA, when they are missing or do not fit: about to
 * expire, not valid yet, of another CA, without a name that is asked for, refused by our own clients, or without what strict
 * verifiers ask for.
 * Several processes may start at once: one of them makes the CA, the others wait for it.
 * @param folder where certificates are kept, for instance `keys/tls`
 * @param name the process; its certificate says this name, and localhost
 * @throws the platform's error when a file is there and cannot be read: it may be good; Error when the CA signs what peers
 *   refuse
 */
export async function openTlsIdentity(
  folder: string,
  name: string,
  clock: Clock,
  { furtherNames = [], spiffeId, tell = () => {}, inUse, isJustMade = false }: TlsOptions = {},
): Promise<TlsIdentity> {
  const names = spiffeId === undefined ? namesOfProcess(name, furtherNames) : [spiffeId]
  const wanted = { folder, name, names, now: clock.now(), tell, isJustMade }
  await removeLeftovers(folder, clock)
  const found = await readIdentity(wanted)
  if (isGood(found)) return found.identity
  const file = `${name}.pem`
  if (isBelieved(found) && !(await canSign(folder))) {
    tell(file, `${found.fault?.why}; it stays, because the key of the CA is not here, or nothing can be written`)
    return found.identity
  }
  if (inUse && (await isNeeded(inUse, wanted))) {
    const why = found.fault?.why ?? 'a certificate or its key is missing'
    tell(file, `${why}; the one in use stays, because the key of the CA is not here, or nothing can be written`)
    return inUse
  }
  const missing = `${basename(folder)}/${file} ${found.fault ? `does not fit (${found.fault.why})` : 'is missing'}`
  return makeMissing(missing, () => withFolderLock(folder, () => makeIdentity(wanted), clock))
}

const canSign = async (folder: string) =>
  (await canWriteTo(folder)) && (await readIfThere(join(folder, `${AUTHORITY}.key.pem`))) !== undefined

/** Peers believe what is in use, and no other certificate can be made that they would believe. */
async function isNeeded({ ca, ...pair }: TlsIdentity, { folder, names, now }: Wanted): Promise<boolean> {
  if (await canSign(folder)) return false
  if ((await readIfThere(join(folder, `${AUTHORITY}.pem`))) !== ca) return false
  return faultOfLeaf(pair, { ca, names, now })?.kind !== 'unusable'
}

interface Wanted {
  folder: string
  name: string
  names: readonly string[]
  now: number
  tell: TellReplaced
  isJustMade: boolean
}

interface FoundIdentity {
  pair: Partial<CertificatePair>
  /** Undefined when something is missing. */
  identity?: TlsIdentity
  fault?: CertificateFault | undefined
}

type WholeIdentity = FoundIdentity & { identity: TlsIdentity }

const isGood = (found: FoundIdentity): found is WholeIdentity =>
  found.identity !== undefined && found.fault === undefined

/** It should be renewed, and works as it is. */
const isBelieved = (found: FoundIdentity): found is WholeIdentity =>
  found.identity !== undefined && found.fault?.kind !== 'unusable'

async function readIdentity({ folder, name, names, now, isJustMade }: Wanted): Promise<FoundIdentity> {
  const [ca, pair] = await Promise.all([
    readIfThere(join(folder, `${AUTHORITY}.pem`)),
    readCertificatePair(folder, name),
  ])
  if (ca === undefined || !isWhole(pair)) return { pair }
  const fault = faultOfAuthority(ca, now) ?? (await faultInUse(pair, { ca, names, now, isJustMade }))
  return { pair, identity: { ca, ...pair }, fault }
}

/** What can be read in it, and then whether it works. */
async function faultInUse(
  pair: CertificatePair,
  wanted: { ca: string; names: readonly string[]; now: number; isJustMade?: boolean },
): Promise<CertificateFault | undefined> {
  const fault = faultOfLeaf(pair, wanted)
  return fault?.kind === 'unusable' || wanted.isJustMade
    ? fault
    : ((await faultOfHandshake(pair, wanted.ca, mainOf(wanted.names))) ?? fault)
}

/** By which peers call the process. */
const mainOf = ([first = '']: readonly string[]) => first

/** Under the lock: another process may have made what was missing a moment ago. */
async function makeIdentity(wanted: Wanted): Promise<TlsIdentity> {
  const found = await readIdentity(wanted)
  if (isGood(found)) return found.identity
  const { folder, name, names, now, tell } = wanted
  const authority = await openAuthority(folder, now, tell)
  if (!isSpiffeId(mainOf(names))) refuseOtherThanRsa(authority.key, folder)
  const ca = authority.cert
  const fault = isWhole(found.pair) ? await faultInUse(found.pair, { ca, names, now }) : faultOfPair(found.pair)
  if (isWhole(found.pair) && fault === undefined) return { ca, ...found.pair } // only the authority was signed anew
  const pair = await makeLeaf(names, authority, now)
  const refused = await faultOfHandshake(pair, ca, mainOf(names))
  if (refused)
    throw new Error(`${refused.why.replace('it', `what ${basename(folder)}/${AUTHORITY}.pem signs`)}. ${NEW_CA}`)
  await writeCertificatePair(folder, name, pair)
  if (fault && found.pair.cert !== undefined) tell(`${name}.pem`, fault.why)
  return { ca, ...pair }
}

async function makeLeaf(names: readonly string[], authority: CertificatePair, now: number): Promise<CertificatePair> {
  if (isSpiffeId(mainOf(names))) return makeWorkloadLeaf(mainOf(names), authority, now, now + LEAF_DAYS * DAY)
  const { default: mkcert } = await import('mkcert')
  const made = await mkcert.createCert({ domains: [...names], validity: LEAF_DAYS, ca: authority })
  return { key: made.key, cert: await completeLeaf(made.cert, names, authority) }
}
