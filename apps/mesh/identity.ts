import { spiffeIdOf, type WorkloadAccount } from '#core/http/certificates/spiffe-id'
import type { Clock } from '#core/clock'
import { startTlsRenewal, type RunningRenewal } from '#core/http/renew-tls'
import type { TlsIdentity } from '#core/http/tls'
import { openWorkloadIdentity, workloadFile } from '#core/http/workload-identity'
import type { Log } from '#core/log'
import { tellReplaced } from '#core/process/announce'

/** By what a workload is known to the others, as it is now. */
export interface SidecarIdentity {
  spiffeId: string
  tls(): TlsIdentity
  /** Is called with each one that takes its place. */
  follow(use: (tls: TlsIdentity) => void): void
  close(): Promise<void>
}

export interface OwnIdentityParts {
  /** Where the sandbox keeps its certificates: `keys/tls`. */
  folder: string
  clock: Clock
  log: Log
}

/** Opens the identity of a workload by the sandbox's own authority, or makes it; it is renewed before it ends. */
export async function openOwnIdentity(
  account: WorkloadAccount,
  { folder, clock, log }: OwnIdentityParts,
): Promise<SidecarIdentity> {
  const spiffeId = spiffeIdOf(account)
  let tls = await openWorkloadIdentity(folder, account, clock, { tell: tellReplaced(log) })
  const followers: ((tls: TlsIdentity) => void)[] = []
  const use = (renewed: TlsIdentity) => {
    tls = renewed
    for (const each of followers) each(renewed)
  }
  const renewal: RunningRenewal = startTlsRenewal({
    folder,
    name: workloadFile(account),
    furtherNames: [],
    spiffeId,
    tls,
    use,
    clock,
    log,
  })
  return {
    spiffeId,
    tls: () => tls,
    follow: (follower) => void followers.push(follower),
    close: () => renewal.stop(),
  }
}

/** The identity of a workload by somebody else's authority, which has been looked at; whoever renews it says so. */
export function givenIdentity(
  account: WorkloadAccount,
  first: TlsIdentity,
): SidecarIdentity & { renew(tls: TlsIdentity): void } {
  let tls = first
  const followers: ((tls: TlsIdentity) => void)[] = []
  return {
    spiffeId: spiffeIdOf(account),
    tls: () => tls,
    follow: (follower) => void followers.push(follower),
    renew(renewed) {
      tls = renewed
      for (const each of followers) each(renewed)
    },
    close: async () => {},
  }
}
