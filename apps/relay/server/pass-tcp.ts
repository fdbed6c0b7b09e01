import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { openContext } from '#core/http/context'
import { clientNetwork } from '#core/http/forward/client-network'
import { sayAnswer } from '#core/http/forward/own-answer'
import { join } from '../tunnel/join.ts'
import { connectedBy } from './connected.ts'
import { CUT_CLIENT, LEFT_OPEN } from './later-steps.ts'
import { tcpEndpoint, TCP_PROTOCOL } from './paths.ts'
import { askedAtPort } from './port-access.ts'
import { sayWhyNot, whoMayGoOn, type ProxyPortParts } from './port-parts.ts'

/** Joins a client of TCP with whoever listens for its endpoint, in the place of HTTP (RFC 9110 §7.8). Each end is an end of its own. */
export async function passTcp(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  parts: ProxyPortParts,
): Promise<void> {
  const { config, endpoints, machine, clock, traces, tcp, connected, nameOf, tellLater, untilOver } = parts
  socket.on('error', () => {}) // 'close' follows
  const context = openContext(request, traces, machine)
  const asked = askedAtPort(request, context)
  const say = (answer: Parameters<typeof sayAnswer>[1]) => sayAnswer(socket, answer)
  const at = { port: 'proxy' as const, asked, context, endpoint: tcpEndpoint(asked), say }
  const who = await whoMayGoOn(parts, at)
  if (!who) return
  const service = dialled(() => endpoints.choose(who.endpoint, who.endpoint)?.dial?.())
  if (!service) return sayWhyNot(parts, at, 'nobody-listens')
  const leave = tcp.enter(clientNetwork(request.socket), [socket, service])
  if (!leave) {
    service.destroy()
    return sayWhyNot(parts, at, 'full')
  }
  let expiry: ReturnType<typeof untilOver> | undefined
  socket.once('close', () => {
    leave()
    expiry?.forget()
  })
  context.recorder.step({ verb: 'sends', what: 'a connection on', to: nameOf(who.endpoint) })
  const fault = await untilReached(service, parts)
  if (fault) return sayWhyNot(parts, at, fault)
  if (socket.destroyed) return
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${TCP_PROTOCOL}\r\n\r\n`)
  if (head.length > 0) socket.unshift(head)
  socket.allowHalfOpen = true // by TLS, too, each end is an end of its own
  join(socket, service)
  socket.once('close', connected.enter(connectedBy('TCP', who, clock.now())))
  const isCut = config.dialect === 'strict' // PK-10: there it stays open
  if (who.until === Infinity || !(isCut || context.recorder.isOn)) return
  expiry = untilOver(context, who.until)
  expiry.signal.addEventListener('abort', () => {
    tellLater(context, isCut ? CUT_CLIENT : LEFT_OPEN)
    if (isCut) leave()
  })
}

/** A tunnel that has just ended throws. */
function dialled(dial: () => Duplex | undefined): Duplex | undefined {
  try {
    return dial()?.on('error', () => {}) // 'close' follows
  } catch {
    return undefined
  }
}

/** @returns why it was not */
async function untilReached(
  service: Duplex,
  { machine, config }: ProxyPortParts,
): Promise<'unreachable' | 'too-late' | undefined> {
  const late = new AbortController()
  const stop = machine.every(config.proxy.timeout, () => late.abort())
  try {
    await Promise.race([once(service, 'connect', { signal: late.signal }), gone(service, late.signal)])
    return undefined
  } catch {
    const why = late.signal.aborted ? 'too-late' : 'unreachable'
    service.destroy()
    return why
  } finally {
    stop()
  }
}

async function gone(service: Duplex, signal: AbortSignal): Promise<never> {
  await once(service, 'close', { signal })
  throw new Error('it ended')
}
