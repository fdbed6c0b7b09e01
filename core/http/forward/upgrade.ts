import type { IncomingMessage, ServerResponse } from 'node:http'
import { hasBody } from '../body.ts'
import { ServerResponse as Answer } from '../node-http.ts'
import { Problem } from '../problem.ts'

const WEB_SOCKETS: readonly string[] = ['websocket']

/**
 * The protocols that a request asks to change to, of those that may be changed to; nobody need agree to others (RFC 9110 §7.8).
 * @returns undefined when it asks for none of them: then it is a request like any other
 */
export function protocolAskedFor(
  { headers: { upgrade = '' } }: IncomingMessage,
  allowed: readonly string[] = WEB_SOCKETS,
): string | undefined {
  const asked = upgrade.split(',').map((name) => name.trim())
  const good = asked.filter((name) => allowed.includes(name.toLowerCase()))
  return good.length > 0 ? good.join(', ') : undefined
}

/** Whether this is one of those that were asked for. */
export const isAskedFor = (protocol: string | undefined, asked: string): boolean =>
  protocol !== undefined && asked.toLowerCase().split(', ').includes(protocol.toLowerCase())

/** What comes after the head would be read as the body by one, and as the new protocol by another. */
export const faultOfSwitch = (request: IncomingMessage): Problem | undefined =>
  hasBody(request) ? new Problem('invalid-input', 'A request to change the protocol has no body here.') : undefined

/** An answer on a connection that Node has handed out; it ends with it. */
export function answerOn(request: IncomingMessage): ServerResponse {
  const { socket } = request
  const response = new Answer(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  response.on('finish', () => socket.destroySoon())
  return response
}
