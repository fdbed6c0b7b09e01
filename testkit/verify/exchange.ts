import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GuardAnswer } from './refusal.ts'

/** As much of a request and a reply of Fastify as is needed. */
export interface FastifyRequest {
  raw: IncomingMessage
}
export interface FastifyReply {
  raw: ServerResponse
  readonly sent: boolean
  code(status: number): FastifyReply
  headers(headers: Record<string, string>): FastifyReply
  send(body: string): FastifyReply
  then(fulfilled: () => void, rejected: (error: Error) => void): void
}

/** A request and its answer, whichever framework hands them over. */
export interface GuardedExchange {
  /** As Node read it. */
  readonly request: IncomingMessage
  readonly isFastify: boolean
  /** Somebody else has begun to answer: a timeout of the service, for one. Nothing may follow then. */
  isAnswered(): boolean
  /**
   * Sends a refusal, where nothing has been sent. It never throws. In Fastify it ends when the answer has gone out and not before, and never
   * where that does not happen: a hook that ends earlier lets the next one begin, and in the end the handler.
   */
  refuse(answer: GuardAnswer): Promise<void>
}

/**
 * A reply of Fastify is told by what it is not: all answers of Node, and those of Express, write their head themselves. A `raw` proves
 * nothing, for there are parsers of bodies that set one.
 */
export function guardedExchange(
  request: IncomingMessage | FastifyRequest,
  response: ServerResponse | FastifyReply,
): GuardedExchange {
  if (!('writeHead' in response)) return fastifyExchange(request as FastifyRequest, response) // they come in pairs
  return {
    request: request as IncomingMessage,
    isFastify: false,
    isAnswered: () => isBegun(response),
    async refuse({ status, headers, body }) {
      if (isBegun(response)) return
      endIfThrown(response, () => response.writeHead(status, headers).end(body))
    },
  }
}

function fastifyExchange({ raw: request }: FastifyRequest, reply: FastifyReply): GuardedExchange {
  const isAnswered = () => reply.sent || isBegun(reply.raw)
  return {
    request,
    isFastify: true,
    isAnswered,
    async refuse({ status, headers, body }) {
      if (!isAnswered()) endIfThrown(reply.raw, () => reply.code(status).headers(headers).send(body))
      await new Promise<void>((resolve) => reply.then(resolve, () => resolve()))
      if (!reply.sent) await new Promise<never>(() => {}) // its caller has gone: the handler would still run
    },
  }
}

const isBegun = ({ headersSent, writableEnded }: ServerResponse) => headersSent || writableEnded

/** What stands around the answer may throw: a session that cannot be written. Its caller is not left waiting. */
function endIfThrown(response: ServerResponse, send: () => void): void {
  try {
    send()
  } catch {
    response.socket?.destroy()
  }
}
