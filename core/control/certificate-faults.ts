import type { Clock } from '../clock.ts'
import { completeLeaf } from '../http/certificates/complete.ts'
import { AUTHORITY, makeAuthority } from '../http/certificates/authority.ts'
import { namesOfProcess } from '../http/certificates/names.ts'
import { isWhole, readCertificatePair } from '../http/certificates/pair.ts'
import { Problem } from '../http/problem.ts'
import type { TlsIdentity } from '../http/tls.ts'
import type { CERTIFICATE_FAULTS } from './effect.ts'
import { TLS, type FaultRules } from './fault-rules.ts'

type CertificateFaultName = keyof typeof CERTIFICATE_FAULTS

/** As much of the ports as wrong certificates need. */
export interface PretendingDoor {
  pretend(choose: () => TlsIdentity | undefined): void
}

/** Makes a certificate that is wrong in this way. @throws Problem conflict where it cannot be made */
export type WrongCertificates = (kind: CertificateFaultName) => Promise<TlsIdentity>

export interface CertificateFaults {
  use(door: PretendingDoor, make: WrongCertificates): void
  /** Has the certificate at hand, so that the fault is there as soon as it is set. */
  prepare(kind: CertificateFaultName): Promise<void>
}

const withoutDoor: WrongCertificates = async () => {
  throw new Problem('conflict', 'This process has no TLS port.')
}

/** Shows wrong certificates while there is a fault about them; each connection counts. */
export function createCertificateFaults(faults: FaultRules): CertificateFaults {
  const made = new Map<CertificateFaultName, TlsIdentity>()
  let make = withoutDoor
  const isAny = () => faults.list().some(({ rule }) => rule.on === TLS)

  function choose(): TlsIdentity | undefined {
    const { certificate } = faults.take({ on: TLS, from: undefined, trace: undefined })?.rule.effect ?? {}
    return certificate === undefined ? undefined : made.get(certificate)
  }

  return {
    use(door, maker) {
      make = maker
      let was = false
      faults.watch(() => {
        const is = isAny()
        if (is || was) door.pretend(is ? choose : () => undefined)
        was = is
      })
    },
    prepare: async (kind) => void made.set(kind, made.get(kind) ?? (await make(kind))),
  }
}

const DAY_AGO = 86_400_000

export interface WrongCertificateParts {
  /** Where certificates are kept. */
  folder: string
  /** The process, and by what names it is called besides. */
  name: string
  furtherNames: readonly string[]
  /** What the process shows otherwise; its key stays. */
  tls: () => TlsIdentity
  clock: Clock
}

/** Makes wrong certificates for a process, with the authority of this sandbox. */
export function wrongCertificates({
  folder,
  name,
  furtherNames,
  tls,
  clock,
}: WrongCertificateParts): WrongCertificates {
  const names = namesOfProcess(name, furtherNames)
  return async (kind) => {
    const authority = kind === 'other-authority' ? await makeAuthority() : await readCertificatePair(folder, AUTHORITY)
    if (!isWhole(authority))
      throw new Problem('conflict', 'The CA has no key here, so no certificate can be signed with it.')
    const said = kind === 'other-name' ? ['another-name.test'] : names
    const end = kind === 'expired' ? clock.now() - DAY_AGO : undefined
    return { ...tls(), cert: await completeLeaf(tls().cert, said, authority, end) }
  }
}
