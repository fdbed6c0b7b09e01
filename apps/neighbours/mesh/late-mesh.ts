import { createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { errorText } from '#core/error-text'
import { allEnded } from '#core/files/all-ended'
import { listenAtAddress, type Place } from '#core/http/listen-address'
import { createNewcomers } from '#core/http/newcomers'
import type { Log } from '#core/log'
import { handOver, type MeshPort, type OpenMesh, type OpenWorkloads } from './mesh-parties.ts'

export interface LateMeshParts {
  /** 0: at a free one. */
  ports: Readonly<Record<MeshPort, number>>
  open(places: Readonly<Record<MeshPort, Place>>): Promise<OpenWorkloads>
  log: Pick<Log, 'warn'>
  machine: Clock
  /** Who may wait until it is open, over all ports; those behind them have bounds of their own. */
  mostWaiting?: number
}

/** Opening takes a moment; who waits longer has no luck. Milliseconds. */
const LONGEST_OPENING = 30_000

/**
 * Listens at the ports of the mesh, and opens what is behind them when somebody comes: whoever never plays scenario 12 pays for no
 * sidecar. It listens at the loopback addresses, whatever HOST is, as other sidecars of the sandbox do.
 * @throws the platform's error when a port cannot be had; then nothing listens
 */
export async function openLateMesh({
  ports,
  open,
  log,
  machine,
  mostWaiting: most = 512,
}: LateMeshParts): Promise<OpenMesh> {
  const fronts: { server: Server; place?: Place }[] = []
  const waiting = createNewcomers({ clock: machine, patience: LONGEST_OPENING, most })
  let opening: Promise<OpenWorkloads> | undefined
  let opened: OpenWorkloads | undefined
  let isClosed = false

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

  async function listen(port: MeshPort): Promise<[MeshPort, Place]> {
    const server = createServer({ noDelay: true }, (socket) => {
      if (opened) handOver(opened.doors[port], socket)
      else void waitToHandOver(port, socket)
    })
    const front: (typeof fronts)[number] = { server }
    fronts.push(front)
    return [port, (front.place = await listenAtAddress(server, { kind: 'tcp', port: ports[port] }))]
  }

  function stopListening(): void {
    for (const { server, place } of fronts) for (const each of place?.servers ?? [server]) each.close()
  }

  const names = Object.keys(ports) as MeshPort[] // Object.keys forgets the literal type
  const listening = allEnded(names.map(listen))
  const places = await listening.then(
    (found) => Object.fromEntries(found) as Record<MeshPort, Place>, // one entry for each
    (error: unknown) => {
      waiting.close()
      stopListening()
      throw error
    },
  )
  return {
    places,
    forget: () => opened?.forget(),
    async close() {
      if (isClosed) return
      isClosed = true
      stopListening()
      waiting.close()
      waiting.turnAway()
      await (await opening?.catch(() => undefined))?.close()
    },
  }
}
