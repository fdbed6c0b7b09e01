import type { ForwardServerHandlers } from './server.ts'
import type { Log } from '../../log.ts'
import { sayAnswer, sendAnswer, wordsAnswer } from './own-answer.ts'

/** What a proxy does with each kind of request; it may take its time. */
export type ProxyHandlers = {
  [Kind in keyof Required<ForwardServerHandlers>]: (
    ...given: Parameters<Required<ForwardServerHandlers>[Kind]>
  ) => Promise<void>
}

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
