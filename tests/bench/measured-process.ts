import type { Child } from '../../apps/sandbox/child.ts'

/** A process that runs, the folder of its keys, and the trust anchor that says so. */
export interface MeasuredProcess extends Child {
  keysFolder: string
  ca: string
  /** The name in its certificate. */
  certifiedName: string
  /** Of one that listens at several ports: their addresses, by name. */
  doors?: Readonly<Record<string, string>>
  /** Who calls it, where it wants to know that: the name in its own certificate is then nobody's to check. */
  caller?: { cert: string; key: string }
}
