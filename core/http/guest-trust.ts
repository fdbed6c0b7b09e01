import { X509Certificate } from 'node:crypto'
import { GUEST_ROLES, isGuest, SYSTEM_AUTHORITIES, type GuestFacts } from '../config/guest-services.ts'
import { ConfigFault } from '../config/read-config.ts'
import { readRegularFile } from '../files/regular-file.ts'
import type { GuestTrust } from './peer-connector.ts'
import type { Guests } from './peers.ts'

/**
 * How the services of somebody else are believed to be those. One without an authority of its own has the certificate of the sandbox
 * for its role, and is checked as ours are; plain HTTP has none at all.
 * @throws ConfigFault for a file of an authority that cannot be used
 */
export async function openGuests(config: GuestFacts): Promise<Guests> {
  const guests: Guests = {}
  for (const role of GUEST_ROLES) {
    if (!isGuest(config, role)) continue
    const ca = config[`${role}Ca`]
    const variable = `${role.toUpperCase()}_CA`
    if (ca !== '') guests[role] = ca === SYSTEM_AUTHORITIES ? {} : await openAuthorityOf(ca, variable)
  }
  return guests
}

async function openAuthorityOf(file: string, variable: string): Promise<GuestTrust> {
  const pem = await readRegularFile(file).catch(() => undefined)
  if (pem !== undefined && hasCertificate(pem)) return { ca: pem }
  const message = `"${file}" is no file with a certificate (PEM), nor the word ${SYSTEM_AUTHORITIES}`
  throw new ConfigFault([{ variable, message }])
}

function hasCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}
