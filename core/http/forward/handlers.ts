import type { IncomingMessage } from 'node:http'
import type { Log } from '../../log.ts'
import type { Forwarder, ForwardOptions, ForwardOutcome } from './options.ts'
import { sayAnswer, sendAnswer, wordsAnswer, type OwnAnswer } from './own-answer.ts'
import type { ForwardServerHandlers } from './server.ts'
import type { Target } from './target.ts'

/** What a proxy does with each kind of request; it may take its time. */
export type ProxyHandlers = {
  [Kind in keyof Required<ForwardServerHandlers>]: (
    ...given: Parameters<Required<ForwardServerHandlers>[Kind]>
  ) => Promise<void>
}

/** Decides about a request: it says an answer of its own, or passes the request on, in whatever form it came. */
export type DecideAndPass = (
  request: IncomingMessage,
  say: (answer: OwnAnswer) => void,
  pass: (target: Target, options: ForwardOptions) => Promise<ForwardOutcome>,
) => Promise<void>

/** One decision in front of the forwarder, the same for requests and for changes of protocol; there are no tunnels. */
export const inFrontOf = (forwarder: Forwarder, decide: DecideAndPass, noTunnels: OwnAnswer): ProxyHandlers => ({
  request: (request, response) =>
    decide(
      request,
      (answer) => sendAnswer(response, answer),
      (target, options) => forwarder.forward(request, response, target, options),
    ),
  upgrade: (request, socket, head) =>
    decide(
      request,
      (answer) => sayAnswer(socket, answer),
      (target, options) => forwarder.forwardUpgrade(request, socket, head, target, options),
    ),
  connect: async (_request, socket) => sayAnswer(socket, noTunnels),
})

/** A handler that fails has a bug: who asked is told no more than that, and the process goes on. */
export function asServer({ request, upgrade, connect }: ProxyHandlers, log: Log): Required<ForwardServerHandlers> {
  const tell = (err: unknown) => log.error({ err }, 'bug')
  return {
    request: (asked, response) =>
      void request(asked, response).catch((error: unknown) => {
        tell(error)
        if (response.headersSent) response.destroy()
        else sendAnswer(response, BUG)
      }),
    upgrade: (asked, socket, head) =>
      void upgrade(asked, socket, head).catch((error: unknown) => {
        tell(error)
        sayAnswer(socket, BUG)
      }),
    connect: (asked, socket, head) =>
      void connect(asked, socket, head).catch((error: unknown) => {
        tell(error)
        sayAnswer(socket, BUG)
      }),
  }
}

const BUG = wordsAnswer(500, 'A bug of this proxy. Its log says more.\n')
