import type { IncomingMessage } from 'node:http'
import type { ProxyHandlers } from '#core/http/forward/handlers'
import { sayAnswer, sendAnswer, wordsAnswer, type OwnAnswer } from '#core/http/forward/own-answer'

/**
 * What the plain port of a gateway does (`httpsRedirect`): whoever comes is sent to the same path under the address with TLS, and
 * nothing that a client says chooses another host.
 * @param appUrl the address with TLS, without a slash at its end
 */
export function sendToTls(appUrl: string): ProxyHandlers {
  const answerTo = ({ url = '/' }: IncomingMessage): OwnAnswer =>
    IS_PATH.test(url)
      ? { ...wordsAnswer(301, `It is at ${appUrl}/ .\n`), headers: { location: `${appUrl}${url}` } }
      : wordsAnswer(400, 'The target of the request must be a path.\n')
  return {
    request: async (request, response) => sendAnswer(response, answerTo(request)),
    upgrade: async (request, socket) => sayAnswer(socket, answerTo(request)),
    connect: async (_request, socket) => sayAnswer(socket, wordsAnswer(405, 'There is no CONNECT here.\n')),
  }
}

/** Nothing in it ends a header, or begins another host. */
const IS_PATH = /^\/[\x21-\x7e]{0,8000}$/
