import { constants } from 'node:crypto'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls'
import type { Clock } from '../clock.ts'
import type { Connections } from './connections.ts'
import type { TlsIdentity } from './tls.ts'
import { answerWithoutTls } from './before-the-app.ts'
import { TLS_RULES } from './explicit.ts'

/** The TLS port. It may listen before there is a certificate: who comes earlier waits at the door. */
export interface TlsDoor {
  server: Server
  /** From now on it opens. Once more: from now on it shows another certificate, to who comes from then on. */
  open(tls: TlsIdentity): void
  /** Asked at each greeting whether another certificate is to be shown, for tests of those who come. */
  pretend(choose: () => TlsIdentity | undefined): void
  /**
   * Asked at each greeting whether who comes is asked for a certificate of our CA. Nobody needs one to be let in; what is shown
   * proves nothing yet (core/http/asked-certificate.ts).
   */
  ask(when: () => boolean): void
}

/** Every TLS connection begins with a record of this type: a handshake (RFC 8446 §5.1). */
const HANDSHAKE = 0x16

/** Who has greeted cannot begin again, as TLS 1.2 allows: the limit that Node has for that is one of its own TLS server. */
const ONE_HANDSHAKE = constants.SSL_OP_NO_RENEGOTIATION

const nobody = () => false
const asItIs = (): TlsIdentity | undefined => undefined

/**
 * So many may be about to agree on TLS at once, the port over; who comes later waits. OpenSSL holds up to 180 kB for each,
 * whatever it has sent, for as much as it says that it will. All peers together have 192 connections.
 */
export const MAX_GREETERS = 64

/** Who has not agreed after so long makes room for those who wait. Milliseconds. */
export const SLOW_GREETING = 1000

/** While somebody waits, it is looked so often who is slow. Milliseconds. */
const LOOK_FOR_SLOW = 250

/** @param onSecure is handed each socket on which TLS is agreed */
export function createTlsDoor(connections: Connections, clock: Clock, onSecure: (socket: TLSSocket) => void): TlsDoor {
  let contexts: Contexts | undefined
  let choose = asItIs
  let asks = nobody
  /** Who waits for a certificate, or for room. */
  const early = new Set<Socket>()
  /** Who is about to agree on TLS, and since when; the one that began first stands first. */
  const greeters = new Map<Socket, number>()
  let isLastFirst = false
  let stopLooking: (() => void) | undefined

  const server = createServer({ noDelay: true }, (socket) => {
    if (!connections.take(socket, 'tls')) return
    socket.on('error', () => {}) // it hangs up: 'close' follows
    socket.once('data', (first: Buffer) => decide(socket, first))
  })

  function decide(socket: Socket, first: Buffer): void {
    socket.pause()
    if (first[0] !== HANDSHAKE) return refuse(socket)
    socket.unshift(first)
    early.add(socket)
    socket.once('close', () => {
      early.delete(socket)
      greeters.delete(socket)
      letIn()
    })
    letIn()
  }

  function letIn(): void {
    if (!contexts) return
    for (let next = nextToGreet(); next && greeters.size < MAX_GREETERS; next = nextToGreet()) {
      early.delete(next)
      isLastFirst = !isLastFirst
      greet(next, pretended() ?? contexts)
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

  function pretended(): Contexts | undefined {
    const identity = choose()
    return identity && contextsWith(identity)
  }

  function greet(socket: Socket, contextFor: Contexts): void {
    greeters.set(socket, clock.monotonic())
    const isAsked = asks()
    const secure = new TLSSocket(socket, {
      isServer: true,
      secureContext: contextFor(isAsked),
      requestCert: isAsked, // and not required: it is for the routes to say what needs one
      ALPNProtocols: ['http/1.1'],
    })
    const giveUp = () => void secure.destroy()
    secure.once('error', giveUp)
    secure.once('secure', () => {
      secure.off('error', giveUp)
      greeters.delete(socket)
      const connection = connections.of(socket)
      if (!connection) return giveUp()
      connections.opened(connection, secure)
      onSecure(secure)
      letIn()
    })
  }

  function refuse(socket: Socket): void {
    const address = server.address() as AddressInfo | null // a TCP server: null when it has just ceased to listen
    if (!address) return void socket.destroy()
    socket.resume() // what else it says is not read, but a full pipe would keep the answer from it
    socket.end(answerWithoutTls(address.port))
  }

  return {
    server,
    open(tls) {
      contexts = contextsWith(tls)
      letIn()
    },
    pretend: (other) => (choose = other),
    ask: (when) => (asks = when),
  }
}

/** With what TLS is agreed, where a certificate is asked for and where not. */
type Contexts = (asks: boolean) => SecureContext

/**
 * Each has sessions of its own: who comes again after a certificate began to be asked for is asked, too. The name of the CA goes
 * along, so that a browser offers no certificate of another one to its person.
 */
function contextsWith({ cert, key, ca }: TlsIdentity): Contexts {
  const rules = { cert, key, ...TLS_RULES, secureOptions: ONE_HANDSHAKE }
  const plain = createSecureContext(rules)
  let asking: SecureContext | undefined
  return (asks) => (asks ? (asking ??= createSecureContext({ ...rules, ca, sessionIdContext: ASKING })) : plain)
}

/** OpenSSL takes no session again without a name, where it asks for certificates. */
const ASKING = 'a certificate is asked for'
