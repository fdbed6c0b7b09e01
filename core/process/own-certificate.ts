import { join } from 'node:path'
import { asSeenByTls, type Clock } from '../clock.ts'
import type { Control } from '../control/control.ts'
import { wrongCertificates } from '../control/certificate-faults.ts'
import type { OpenPorts } from '../http/listen.ts'
import { startTlsRenewal, type RunningRenewal } from '../http/renew-tls.ts'
import { openTlsIdentity, type TlsIdentity } from '../http/tls.ts'
import type { Log } from '../log.ts'
import { tellReplaced } from './announce.ts'

/** The certificate that a process shows, as it is now. */
export interface OwnCertificate {
  tls(): TlsIdentity
  /** From now on it is renewed before it ends; the control plane may let the ports show a wrong one. */
  lookAfter(ports: OpenPorts, control: Pick<Control, 'usesDoor'>): RunningRenewal
}

export interface OwnCertificateParts {
  keysFolder: string
  name: string
  /** Host names and addresses by which the process is called besides. */
  furtherNames: readonly string[]
  clock: Clock
  log: Log
  isForTest?: boolean | undefined // as in Frame
}

/** Opens the certificate of a process, or makes it (core/http/tls.ts). */
export async function openOwnCertificate(parts: OwnCertificateParts): Promise<OwnCertificate> {
  const { keysFolder, name, furtherNames, log, isForTest: isJustMade } = parts
  const clock = isJustMade ? asSeenByTls(parts.clock) : parts.clock
  const folder = join(keysFolder, 'tls')
  let tls = await openTlsIdentity(folder, name, clock, { furtherNames, tell: tellReplaced(log), isJustMade })
  warnOfFurther(tls.ca, log)
  return {
    tls: () => tls,
    lookAfter(ports, control) {
      const own = { folder, name, furtherNames, clock }
      control.usesDoor(ports, wrongCertificates({ ...own, tls: () => tls }))
      return startTlsRenewal({ ...own, tls, use: (renewed) => ports.renew((tls = renewed)), log })
    },
  }
}

/** Whoever stands in the file is believed: one CA is ours, and a person has put in the others, or somebody else has. */
export function warnOfFurther(ca: string, log: Pick<Log, 'warn'>): void {
  const further = ca.split('-----BEGIN CERTIFICATE-----').length - 2
  if (further > 0) log.warn({ file: 'tls/ca.pem', further, advice: ONE_IS_OURS }, 'further-authorities-believed')
}

const ONE_IS_OURS =
  'whatever they have signed is believed, too; the first one is ours: take the others out, unless you have put them in'
