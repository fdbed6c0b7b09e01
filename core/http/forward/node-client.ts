import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { REQUEST_RULES } from '../explicit.ts'
import { Agent as PlainAgent, request as plainRequest } from '../node-http.ts'
import { IDLE, type ConnectOptions } from './connect-options.ts'
import type { Outgoing, ToldOfAnswer, UpstreamClient } from './outgoing.ts'
import { mayRepeat } from './repeat.ts'
import type { RequestHead } from './request-head.ts'

/**
 * Node's own client. It can do all that HTTP/1.1 has: bodies, trailers, expectations, a change of protocol. It costs a third more than
 * the one for plain requests (./plain-client.ts). That one takes no bodies: docs/speed.md says why.
 * @param connections at most so many at once
 */
export function createNodeClient(options: ConnectOptions, isSecure: boolean, connections: number): UpstreamClient {
  const request = isSecure ? secureRequest : plainRequest
  const { checkServerIdentity, dial, ...how } = options
  const rules = {
    keepAlive: true,
    maxSockets: connections,
    maxFreeSockets: connections,
    ...(!dial && { timeout: IDLE }),
  }
  // Node keeps no connection for a request that brings its own check; the agent's is good for all.
  const check = checkServerIdentity && { checkServerIdentity }
  const agent: Agent = isSecure ? new SecureAgent({ ...rules, ...check }) : new PlainAgent(rules)
  if (dial) letDial(agent, dial)
  agent.getName = () => AGENT_NAME // it has one target alone; Node would put together all of the certificates for each request
  const unused = () => (agent.freeSockets[AGENT_NAME] ?? []).filter(({ destroyed }) => !destroyed)
  const where = { ...how, ...REQUEST_RULES }
  return {
    send(head, told, isFresh) {
      const { method, path, headers } = head
      const fresh = dial ? { createConnection: dial } : { agent: false as const }
      const by = isFresh ? { ...check, ...fresh } : { agent }
      const outgoing = request({ ...where, ...by, method, path, headers })
      outgoing.maxHeadersCount = 0 // all of them, as far as the limit in bytes goes: Node leaves out what is beyond 1000
      return follow(outgoing, head, told)
    },
    get idle() {
      return unused().length
    },
    makeRoom: () => void unused()[0]?.destroy(),
    end: () => agent.destroy(),
  }
}

const AGENT_NAME = 'all'

/**
 * A connection that is no socket of the platform has none of its timers: it is told when nobody uses it, and ends by itself. What Node
 * does with one that is used again stays as it is: a listener that each rest has added goes, and it is remembered that it is not new.
 */
function letDial(agent: Agent, dial: () => Duplex): void {
  const reuse = agent.reuseSocket.bind(agent)
  agent.createConnection = () => Object.assign(dial(), { ref: doNothingMore })
  agent.keepSocketAlive = (connection: Duplex) => {
    connection.emit('unused')
    return !connection.destroyed
  }
  agent.reuseSocket = (connection, sent) => {
    connection.emit('used')
    reuse(connection, sent)
  }
}

const doNothingMore = () => {}

function follow(sent: ClientRequest, head: RequestHead, told: ToldOfAnswer): Outgoing {
  let answer: IncomingMessage | undefined
  let isOver = false

  /** What is wrong behind an answer that is whole is not wrong with it: its connection is over, and the rest of it is read out. */
  function fail(error: Error | undefined): void {
    if (isOver || answer?.complete) return
    isOver = true
    told.failed(error, error !== undefined && !answer && mayRepeat(head, sent, error))
  }

  sent.on('response', (received) => {
    answer = received
    received.on('data', (piece: Buffer) => void (isOver || told.piece(piece) || received.pause()))
    received.on('end', () => {
      if (isOver || !received.complete) return
      isOver = true
      told.ended(received.rawTrailers)
    })
    received.on('close', () => fail(undefined))
    if (!isOver) told.answered(received.statusCode ?? 0, received.statusMessage ?? '', received.rawHeaders)
  })
  sent.on('error', fail)
  sent.on('close', () => void (answer || fail(undefined)))
  sent.on('information', ({ statusCode, headers: { link } }) => void (isOver || told.early(statusCode, link)))
  if (head.upgrade !== undefined)
    sent.on('upgrade', (received, socket, first) => {
      if (isOver) return void socket.destroy()
      isOver = true
      told.switched(received, socket, first)
    })
  if (head.body === 'none') sent.end()
  return {
    stage: () => (sent.socket ? (isConnecting(sent.socket) ? 'connects' : 'asks') : 'waits'),
    body: sent,
    endBody(trailers) {
      if (trailers) sent.addTrailers(trailers)
      sent.end()
    },
    isBroken: () => sent.destroyed,
    takeMore: () => void answer?.resume(),
    drop() {
      isOver = true
      if (!(answer?.complete && sent.writableFinished)) sent.destroy()
    },
  }
}

/** Whether a connection, and TLS on it, is still being agreed on: then its certificate has not been looked at. */
function isConnecting(socket: Socket): boolean {
  return socket.connecting || (socket instanceof TLSSocket && !socket.authorized && !socket.authorizationError)
}
