import type { Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { entryForEach } from '#core/config/processes'
import { errorText } from '#core/error-text'
import { handOver, type HeldPort } from '#core/http/held-port'
import type { Place } from '#core/http/listen-address'
import { createNewcomers } from '#core/http/newcomers'
import { Problem } from '#core/http/problem'
import type { Log } from '#core/log'
import type { LiveMesh, MeshPort, OpenMesh, OpenWorkloads } from './mesh-parties.ts'
import { MESH_PARTY_NAMES } from './workloads.ts'

export interface LateMeshParts {
  ports: Readonly<Record<MeshPort, HeldPort>>
  open(places: Readonly<Record<MeshPort, Place>>): Promise<OpenWorkloads>
  log: Pick<Log, 'warn'>
  machine: Clock
  /** Who may wait until it is open, over all ports; those behind them have bounds of their own. */
  mostWaiting?: number
}

const TAKEN_BACK = 'All was put back meanwhile: these policies are not in force.'

/** Opening takes a moment; who waits longer has no luck. Milliseconds. */
const LONGEST_OPENING = 30_000

const MESH_PORTS: readonly MeshPort[] = [...MESH_PARTY_NAMES, 'ingress-tls']

/**
 * Serves at the ports of the mesh, and opens what is behind them when somebody comes: whoever never plays scenario 12 pays for no
 * sidecar. They are those of the loopback addresses, whatever HOST is, as other sidecars of the sandbox have them.
 */
export function openLateMesh({ ports, open, log, machine, mostWaiting: most = 512 }: LateMeshParts): OpenMesh {
  const places = entryForEach(MESH_PORTS, (port) => ports[port].place)
  const waiting = createNewcomers({ clock: machine, patience: LONGEST_OPENING, most })
  let opening: Promise<OpenWorkloads> | undefined
  let opened: OpenWorkloads | undefined
  let isClosed = false
  let ended = 0

  const live: LiveMesh = {
    async use(text) {
      const before = ended
      const { live: own } = await openOnce().catch((cause: unknown) => {
        throw new Problem(
          'cannot-decide',
          'The mesh of scenario 12 cannot be opened: the log of neighbours says why.',
          { cause },
        )
      })
      if (ended !== before) throw new Problem('conflict', TAKEN_BACK)
      return own.use(text)
    },
    told: () => opened?.live.told() ?? { mesh: 'walk' },
    end() {
      ended++
      opened?.live.end()
    },
  }

  function openOnce(): Promise<OpenWorkloads> {
    return (opening ??= open(places).then(
      (workloads) => (opened = workloads),
      (error: unknown) => {
        opening = undefined // the next one may have more luck
        log.warn({ reason: errorText(error) }, 'mesh-not-opened')
        throw error
      },
    ))
  }

  async function waitToHandOver(port: MeshPort, socket: Socket): Promise<void> {
    waiting.came(socket)
    socket.on('error', () => {}) // 'close' follows
    try {
      const { doors } = await openOnce()
      waiting.letIn(socket)
      handOver(doors[port], socket)
    } catch {
      socket.destroy()
    }
  }

  for (const port of MESH_PORTS)
    ports[port].serve((socket) => {
      if (opened) handOver(opened.doors[port], socket)
      else void waitToHandOver(port, socket)
    })
  return {
    places,
    live,
    forget: () => opened?.forget(),
    async close() {
      if (isClosed) return
      isClosed = true
      for (const port of MESH_PORTS) ports[port].close()
      waiting.close()
      waiting.turnAway()
      await (await opening?.catch(() => undefined))?.close()
    },
  }
}
