import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'

/**
 * Node's own HTTP, without its `fetch`. An `import` of `node:http` reads all that it exports, `WebSocket` too, and with
 * that Node compiles all of its `fetch`: 60 ms of CPU at the start of each process, for what none of them uses.
 */
const http = process.getBuiltinModule('node:http')
export const { Agent, createServer, ServerResponse, STATUS_CODES } = http

/**
 * Asks, as Node does. To whoever does not listen for a change of protocol (101), one is an error: Node ends the connection then, and says
 * so to nobody, so they would wait for ever.
 */
function requestOverHttp(options: RequestOptions, onAnswer?: (answer: IncomingMessage) => void): ClientRequest {
  const asked = http.request(options, onAnswer)
  return asked.on('upgrade', (_answer, socket) => {
    if (asked.listenerCount('upgrade') > 1) return
    socket.destroy()
    asked.emit('error', new Error('it changed the protocol, and nobody asked for that'))
  })
}

export { requestOverHttp as request }
