import type { Server } from 'node:net'
import type { OpenPlace } from '../../mesh/sidecar.ts'
import type { MeshPartyName } from './workloads.ts'

/** Each port of the mesh: that of each party, and the one at which the ingress speaks TLS with browsers. */
export type MeshPort = MeshPartyName | 'ingress-tls'

/** The mesh of scenario 12, as the process sees it in which it runs. */
export interface OpenMesh {
  /** Where each port is. */
  places: Readonly<Record<MeshPort, OpenPlace>>
  /** Its keys are asked for again. */
  forget(): void
  close(): Promise<void>
}

/** What is behind its ports, once somebody has come. */
export interface OpenWorkloads {
  /** Whom to hand a connection to. */
  doors: Readonly<Record<MeshPort, Server>>
  forget(): void
  close(): Promise<void>
}
