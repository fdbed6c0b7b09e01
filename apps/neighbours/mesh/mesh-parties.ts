import type { Server } from 'node:net'
import type { ToldMesh } from '#core/control/told-mesh'
import type { OpenPlace } from '../../mesh/sidecar.ts'
import type { MeshPartyName } from './workloads.ts'

/**
 * Each port of the mesh: that of each party, the one at which the ingress speaks TLS with browsers, and the one for the pages of
 * scenario 16, for which the sidecar of web-ui has another service.
 */
export type MeshPort = MeshPartyName | 'ingress-tls' | 'web-ui-login'

/** Live policies: what is enforced for requests that bring no policies of a play along. */
export interface LiveMesh {
  /**
   * Enforces these policies from now on, in all sidecars at the same moment.
   * @param text as it is written for a cluster
   * @throws Problem invalid-input with each fault and its place, then the earlier ones stay; conflict where others came later
   */
  use(text: string): Promise<ToldMesh>
  told(): ToldMesh
  /** Back to the policies of the walk; what is being set does not come into force any more. */
  end(): void
}

/** The mesh of scenario 12, as the process sees it in which it runs. */
export interface OpenMesh {
  /** Where each port is. */
  places: Readonly<Record<MeshPort, OpenPlace>>
  live: LiveMesh
  /** Its keys are asked for again. */
  forget(): void
  close(): Promise<void>
}

/** What is behind its ports, once somebody has come. */
export interface OpenWorkloads {
  /** Whom to hand a connection to. */
  doors: Readonly<Record<MeshPort, Server>>
  live: LiveMesh
  forget(): void
  close(): Promise<void>
}
