import type { Clock } from '../clock.ts'
import { spiffeIdOf, type WorkloadAccount } from './certificates/spiffe-id.ts'
import { openTlsIdentity, type TlsIdentity, type TlsOptions } from './tls.ts'

/**
 * What the files of a workload are called. A namespace has no dots, so no two workloads share a name. Another trust domain
 * is another certificate in the same file.
 */
export const workloadFile = ({ namespace, serviceAccount }: Omit<WorkloadAccount, 'trustDomain'>): string =>
  `mesh.${namespace}.${serviceAccount}`

/**
 * Opens the certificate of a workload, by which it is known to the other workloads of its mesh. It is made, kept and renewed
 * as those of processes are, by the same authority (core/http/tls.ts).
 * @param folder where certificates are kept, for instance `keys/tls`
 * @throws as openTlsIdentity
 */
export const openWorkloadIdentity = (
  folder: string,
  workload: WorkloadAccount,
  clock: Clock,
  options: Omit<TlsOptions, 'furtherNames' | 'spiffeId'> = {},
): Promise<TlsIdentity> =>
  openTlsIdentity(folder, workloadFile(workload), clock, { ...options, spiffeId: spiffeIdOf(workload) })
