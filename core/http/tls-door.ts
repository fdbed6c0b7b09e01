import { constants } from 'node:crypto'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket, type SecureContext } from 'node:tls'
import type { Clock } from '../clock.ts'
import type { Connections } from './connections.ts'
import type { TlsIdentity } from './tls.ts'
import { answerWithoutTls } from './before-the-app.ts'
import { TLS_RULES } from './explicit.ts'
import { createGreetingLine } from './greeting-line.ts'

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

/** @param onSecure is handed each socket on which TLS is agreed */
export function createTlsDoor(connections: Connections, clock: Clock, onSecure: (socket: TLSSocket) => void): TlsDoor {
  let contexts: Contexts | undefined
  let choose = asItIs
  let asks = nobody
  const line = createGreetingLine(
    clock,
    (socket) => contexts && greet(socket, pretended() ?? contexts),
    () => contexts !== undefined,
  )

  const server = createServer({ noDelay: true }, (socket) => {
    if (!connections.take(socket, 'tls')) return
    socket.on('error', () => {}) // it hangs up: 'close' follows
    socket.once('data', (first: Buffer) => decide(socket, first))
  })

  function decide(socket: Socket, first: Buffer): void {
    socket.pause()
    if (first[0] !== HANDSHAKE) return refuse(socket)
    socket.unshift(first)
    line.join(socket)
  }

  function pretended(): Contexts | undefined {
    const identity = choose()
    return identity && contextsWith(identity)
  }

  function greet(socket: Socket, contextFor: Contexts): void {
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
      const connection = connections.of(socket)
      if (!connection) return giveUp()
      connections.opened(connection, secure)
      onSecure(secure)
      line.agreed(socket)
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
      line.letIn()
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
