import { createPrivateKey } from 'node:crypto'
import { basename } from 'node:path'
import { completeAuthority, renewAuthority } from './complete.ts'
import { DAY, faultOfAuthority, faultOfPair } from './faults.ts'
import { readCertificatePair, writeCertificatePair, isWhole, type CertificatePair } from './pair.ts'

/** What the files of the authority are called. */
export const AUTHORITY = 'ca'

const CA_DAYS = 3650

/** For operators: a file that could not be used, and why; a new one has taken its place. */
export type TellReplaced = (file: string, why: string) => unknown

/**
 * Opens the authority of a sandbox, to sign with; the caller holds the lock of the folder. One that ends soon or lacks
 * something is signed anew with its own key and name, so that whoever trusts it need not be told. One that cannot be
 * used, because nobody believes it any longer or its key is gone, gives way to a new one.
 * @throws Error for one that is to be signed anew and whose key is not RSA: somebody made it, so it is not replaced
 */
export async function openAuthority(folder: string, now: number, tell: TellReplaced): Promise<CertificatePair> {
  const found = await readCertificatePair(folder, AUTHORITY)
  const fault = faultOfPair(found) ?? faultOfAuthority(found.cert ?? '', now)
  const renewed = isWhole(found) && fault?.kind !== 'unusable'
  if (isWhole(found) && fault === undefined) return found
  if (renewed) refuseOtherThanRsa(found.key, folder)
  const authority = renewed
    ? { key: found.key, cert: await renewAuthority(found, fault?.kind === 'ending' ? now + CA_DAYS * DAY : undefined) }
    : await makeAuthority()
  await writeCertificatePair(folder, AUTHORITY, authority)
  // A key alone is what a start left that was cut short: nobody has trusted it yet.
  if (fault && found.cert !== undefined) tell(`${AUTHORITY}.pem`, `${fault.why}; ${renewed ? RENEWED : REPLACED}`)
  return authority
}

export const NEW_CA = `Remove ${AUTHORITY}.pem and ${AUTHORITY}.key.pem, and a new CA is made.`

/** mkcert signs with keys of RSA alone. @throws Error for another: somebody made it, so it is not replaced */
export function refuseOtherThanRsa(key: string, folder: string): void {
  const { asymmetricKeyType } = createPrivateKey(key)
  if (asymmetricKeyType === 'rsa') return
  const file = `${basename(folder)}/${AUTHORITY}.key.pem`
  throw new Error(`${file} is a key of the type ${asymmetricKeyType}, and only RSA can sign here. ${NEW_CA}`)
}

const RENEWED = 'it was signed again with its own key, so whoever trusts the earlier one also trusts this one'
const REPLACED =
  'running processes follow within a day, or at once after a restart; whoever else trusts the old CA needs the new file'

/** A new one, that nobody trusts yet. */
export async function makeAuthority(): Promise<CertificatePair> {
  const { default: mkcert } = await import('mkcert') // only needed once in the life of a sandbox
  const made = await mkcert.createCA({
    organization: 'jwt-sandbox, for this machine only',
    countryCode: 'NP',
    state: 'Local',
    locality: 'Local',
    validity: CA_DAYS,
  })
  return { key: made.key, cert: await completeAuthority(made) }
}
