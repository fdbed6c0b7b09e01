import type { Server, Socket } from 'node:net'
import type { Clock } from '#core/clock'
import type { Patience } from '#core/config/patience'
import { entryForEach } from '#core/config/processes'
import { errorText } from '#core/error-text'
import { handOver, type HeldPort } from '#core/http/held-port'
import type { Place } from '#core/http/listen-address'
import { createNewcomers } from '#core/http/newcomers'
import type { Log } from '#core/log'

/** Whom to hand connections to, and what else there is once it is open. */
export interface OpenedDoors<Port extends string> {
  doors: Readonly<Record<Port, Server>>
  close(): Promise<void>
}

export interface LatePortsParts<Port extends string, Opened extends OpenedDoors<Port>> {
  names: readonly Port[]
  ports: Readonly<Record<Port, HeldPort>>
  open(places: Readonly<Record<Port, Place & { port: number }>>): Promise<Opened>
  /** What the log says where it cannot be opened: `mesh-not-opened`. */
  trouble: string
  log: Pick<Log, 'warn'>
  machine: Clock
  /** Opening takes a moment; who waits longer has no luck. */
  patience: Pick<Patience, 'opening'>
  /** Who may wait until it is open, over all ports; those behind them have bounds of their own. */
  mostWaiting?: number | undefined
}

/** Ports behind which nothing is before somebody comes. */
export interface LatePorts<Port extends string, Opened> {
  places: Readonly<Record<Port, Place & { port: number }>>
  /** What is behind them; undefined before somebody has come. */
  readonly opened: Opened | undefined
  /** Opens it, though nobody has come. @throws what keeps it from that */
  open(): Promise<Opened>
  close(): Promise<void>
}

/** Serves at ports that are held, and opens what is behind them when somebody comes: whoever never does pays for none of it. */
export function openLatePorts<Port extends string, Opened extends OpenedDoors<Port>>({
  names,
  ports,
  open,
  trouble,
  log,
  machine,
  patience,
  mostWaiting: most = 512,
}: LatePortsParts<Port, Opened>): LatePorts<Port, Opened> {
  const places = entryForEach(names, (port) => ports[port].place)
  const waiting = createNewcomers({ clock: machine, patience: patience.opening, most })
  let opening: Promise<Opened> | undefined
  let opened: Opened | undefined
  let isClosed = false

  function openOnce(): Promise<Opened> {
    return (opening ??= open(places).then(
      (all) => (opened = all),
      (error: unknown) => {
        opening = undefined // the next one may have more luck
        log.warn({ reason: errorText(error) }, trouble)
        throw error
      },
    ))
  }

  async function waitToHandOver(port: Port, socket: Socket): Promise<void> {
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

  for (const port of names)
    ports[port].serve((socket) => {
      if (opened) handOver(opened.doors[port], socket)
      else void waitToHandOver(port, socket)
    })
  return {
    places,
    get opened() {
      return opened
    },
    open: openOnce,
    async close() {
      if (isClosed) return
      isClosed = true
      for (const port of names) ports[port].close()
      waiting.close()
      waiting.turnAway()
      await (await opening?.catch(() => undefined))?.close()
    },
  }
}
