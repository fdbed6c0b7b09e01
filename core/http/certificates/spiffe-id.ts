import type { X509Certificate } from 'node:crypto'

/** A workload of a mesh, as its certificate calls it. */
export interface WorkloadAccount {
  trustDomain: string
  namespace: string
  serviceAccount: string
}

/** `spiffe://cluster.local/ns/default/sa/webui` */
export const spiffeIdOf = ({ trustDomain, namespace, serviceAccount }: WorkloadAccount): string =>
  `spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`

/** Of the trust domain, of a namespace, and of a service account, which may have dots (RFC 1123 §2.1). */
const SPIFFE_ID =
  /^spiffe:\/\/([a-z0-9][a-z0-9._-]{0,254})\/ns\/([a-z0-9][a-z0-9-]{0,62})\/sa\/([a-z0-9][a-z0-9.-]{0,252})$/

/** @returns undefined for what is not the id of a workload */
export function readSpiffeId(text: string): WorkloadAccount | undefined {
  const [, trustDomain, namespace, serviceAccount] = SPIFFE_ID.exec(text) ?? []
  if (trustDomain === undefined || namespace === undefined || serviceAccount === undefined) return undefined
  return { trustDomain, namespace, serviceAccount }
}

export const isSpiffeId = (text: string): boolean => SPIFFE_ID.test(text)

/**
 * The id of a workload in a certificate. Exactly one URI says it (X.509-SVID §2): of two nobody knows which one counts.
 * @param certificate believed already: nobody has looked at who signed it here
 */
export function spiffeIdIn({ subjectAltName = '' }: Pick<X509Certificate, 'subjectAltName'>): string | undefined {
  // Node quotes a name in which something could be taken for the next one. No certificate of a workload has such a name.
  if (subjectAltName.includes('"')) return undefined
  const uris = subjectAltName.split(', ').filter((name) => name.startsWith('URI:'))
  const [uri = ''] = uris
  const id = uri.slice('URI:'.length)
  return uris.length === 1 && isSpiffeId(id) ? id : undefined
}
