import { Problem } from '#core/http/problem'
import { openLatePorts, type LatePortsParts } from '../late-ports.ts'
import type { LiveMesh, MeshPort, OpenMesh, OpenWorkloads } from './mesh-parties.ts'
import { MESH_PARTY_NAMES } from './workloads.ts'

const TAKEN_BACK = 'All was put back meanwhile: these policies are not in force.'

const MESH_PORTS: readonly MeshPort[] = [...MESH_PARTY_NAMES, 'ingress-tls', 'web-ui-login']

/**
 * Serves at the ports of the mesh, and opens what is behind them when somebody comes: whoever plays neither scenario 12 nor 16 pays for no
 * sidecar. They are those of the loopback addresses, whatever HOST is, as other sidecars of the sandbox have them.
 */
export function openLateMesh(parts: Omit<LatePortsParts<MeshPort, OpenWorkloads>, 'names' | 'trouble'>): OpenMesh {
  const late = openLatePorts({ ...parts, names: MESH_PORTS, trouble: 'mesh-not-opened' })
  let ended = 0

  const live: LiveMesh = {
    async use(text) {
      const before = ended
      const { live: own } = await late.open().catch((cause: unknown) => {
        throw new Problem(
          'cannot-decide',
          'The mesh of scenario 12 cannot be opened: the log of neighbours says why.',
          { cause },
        )
      })
      if (ended !== before) throw new Problem('conflict', TAKEN_BACK)
      return own.use(text)
    },
    told: () => late.opened?.live.told() ?? { mesh: 'walk' },
    end() {
      ended++
      late.opened?.live.end()
    },
  }
  return { places: late.places, live, forget: () => late.opened?.forget(), close: late.close }
}
