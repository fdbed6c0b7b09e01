import type { Socket } from 'node:net'
import type { Clock } from '../clock.ts'

/** Who is about to agree on TLS at one port, and who waits for that. */
export interface GreetingLine {
  /** Its first bytes are here, and nobody reads on. */
  join(socket: Socket): void
  /** It is about to agree no longer. */
  agreed(socket: Socket): void
  /** Looks whether somebody may begin: there is what they wait for. */
  letIn(): void
}

/**
 * So many may be about to agree on TLS at once, the port over; who comes later waits. OpenSSL holds up to 180 kB for each,
 * whatever it has sent, for as much as it says that it will. All peers together have 192 connections.
 */
export const MAX_GREETERS = 64

/** Who has not agreed after so long makes room for those who wait. Milliseconds. */
export const SLOW_GREETING = 1000

/** While somebody waits, it is looked so often who is slow. Milliseconds. */
const LOOK_FOR_SLOW = 250

/**
 * @param greet begins to agree on TLS
 * @param isOpen false while nobody can: there is no certificate yet
 */
export function createGreetingLine(
  clock: Clock,
  greet: (socket: Socket) => void,
  isOpen: () => boolean = () => true,
): GreetingLine {
  const early = new Set<Socket>()
  /** Since when; the one that began first stands first. */
  const greeters = new Map<Socket, number>()
  let isLastFirst = false
  let stopLooking: (() => void) | undefined

  function letIn(): void {
    if (!isOpen()) return
    for (let next = nextToGreet(); next && greeters.size < MAX_GREETERS; next = nextToGreet()) {
      early.delete(next)
      isLastFirst = !isLastFirst
      greeters.set(next, clock.monotonic())
      greet(next)
    }
    makeRoom()
    lookWhileTheyWait()
  }

  /** By turns who came last and who came first: a queue of those who never agree holds nobody up for long. */
  const nextToGreet = (): Socket | undefined => (isLastFirst ? [...early].at(-1) : early.values().next().value)

  /** As many as wait: who is slow goes, and lets the next in. */
  function makeRoom(): void {
    const slowSince = clock.monotonic() - SLOW_GREETING
    let wanted = early.size
    for (const [socket, since] of greeters) {
      if (wanted-- <= 0 || since >= slowSince) return
      socket.destroy()
    }
  }

  /** Nobody need come or go for it. */
  function lookWhileTheyWait(): void {
    if (early.size > 0) stopLooking ??= clock.every(LOOK_FOR_SLOW, letIn)
    else stopLooking = void stopLooking?.()
  }

  function leave(socket: Socket): void {
    early.delete(socket)
    greeters.delete(socket)
    letIn()
  }

  return {
    join(socket) {
      early.add(socket)
      socket.once('close', () => leave(socket))
      letIn()
    },
    agreed: leave,
    letIn,
  }
}
