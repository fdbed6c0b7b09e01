import type { Socket } from 'node:net'
import type { Clock } from '#core/clock'
import { Agent } from '#core/http/node-http'
import type { Sender } from '../answer.ts'
import { askTarget } from './ask-target.ts'
import { createConnectionLine } from './connect-in-line.ts'
import { connectionsTo } from './connect-target.ts'
import { layOver } from './lay-over.ts'
import type { ProbeTarget } from './probe-target.ts'

/** A connection that nobody used for so long is not used again: many servers end theirs after five seconds. Milliseconds. */
const KEPT = 4000

/** Who refuses a longer header says so before its end, and that is heard only where it is written piece by piece. Characters. */
const LONG_HEADERS = 8000

/** So often a long request is sent again where a reset came while it was still being written, as servers do that refuse one before its end. */
const MOST_CUT = 3

/**
 * Opens the way to a target. Ordinary requests go over connections that are kept; raw ones over one of their own each,
 * byte by byte as they are written. No redirect is followed, and nobody else is asked.
 *
 * A connection that had been used before may end just when the next request is sent: that says nothing about the target, so
 * such a request is sent once more, on a new connection.
 */
export function openSender(target: ProbeTarget, clock: Clock, connections = connectionsTo(target)): Sender {
  const agent = new Agent({ keepAlive: true, timeout: KEPT, scheduling: 'lifo' })
  const line = createConnectionLine(connections)
  agent.createConnection = (_options, given) => line.open((error, socket) => given?.(error, socket as Socket)) // one of both
  return {
    async send(request, together) {
      const whole = layOver(request, target)
      const isRaw = request.raw === true || !canBeSentAsOrdinary(whole.headers, whole.path, whole.method)
      const ask = () => askTarget(whole, isRaw ? 'raw' : agent, connections, clock, together)
      let first = await ask()
      for (let again = 0; first.isCut && again < MOST_CUT; again++) first = await ask()
      if (!first.isTooLate) return first.outcome
      const { outcome } = await askTarget(whole, 'new connection', connections, clock, together)
      return outcome.kind === 'unreachable' ? first.outcome : outcome
    },
    close: () => Promise.resolve(agent.destroy()),
  }
}

/** Node's HTTP refuses to write anything else, trims nothing, and joins nothing. */
function canBeSentAsOrdinary(headers: readonly (readonly [string, string])[], path: string, method: string): boolean {
  return (
    /^[\x21-\x7e]+$/.test(path) &&
    /^[!#$%&'*+.^_`|~\w-]+$/.test(method) &&
    method !== 'CONNECT' &&
    headers.flat().join().length < LONG_HEADERS &&
    headers.every(([name, value]) => /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value))
  )
}
