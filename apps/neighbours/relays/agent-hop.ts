import { duplexPair } from 'node:stream'
import type { Clock } from '#core/clock'
import type { Patience } from '#core/config/patience'
import { openContext } from '#core/http/context'
import { createForwarder } from '#core/http/forward/forward'
import { asServer, inFrontOf } from '#core/http/forward/handlers'
import { wordsAnswer } from '#core/http/forward/own-answer'
import { createForwardServer } from '#core/http/forward/server'
import { readTarget } from '#core/http/forward/target'
import { tellAnswer, tellOutcome } from '#core/http/forward/tell-outcome'
import { tracedHeaders } from '#core/http/forward/traced-headers'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import type { Reach } from '../../relay/tunnel/serve.ts'

export interface AgentHopParts {
  /** At which the service listens: a path, or a named pipe. */
  socket: string
  /** What traces call the service. */
  serviceName: string
  machine: Clock
  patience: Pick<Patience, 'forward'>
  log: Log
  traces: Traces
}

/** How the agent of the sandbox hands on what comes through its tunnel. */
export interface AgentHop {
  reach: Reach
  close(): Promise<void>
}

/** An agent passes on bytes, and knows nothing of a trace. That of the sandbox reads HTTP on the way, so that a play shows its part. */
export function openAgentHop({ socket, serviceName, machine, patience, log, traces }: AgentHopParts): AgentHop {
  const forwarder = createForwarder({ clock: machine, limits: patience.forward })
  const service = readTarget(`unix:${socket}`)
  const handlers = inFrontOf(
    forwarder,
    async (request, _say, pass) => {
      const context = openContext(request, traces, machine)
      const set = tracedHeaders(`${request.method} on, to its socket,`, context, serviceName)
      tellOutcome({ log }, context, await pass(service, { host: 'client', onAnswer: tellAnswer(context), headers: { set } })) // prettier-ignore
    },
    wordsAnswer(405, 'There is no CONNECT here.\n'),
  )
  const server = createForwardServer(asServer(handlers, log), { clock: machine })
  server.emit('listening') // from then on Node looks at heads that take too long
  return {
    async reach() {
      const [outside, inside] = duplexPair()
      server.emit('connection', inside)
      return outside
    },
    async close() {
      server.close()
      await forwarder.close('now')
      server.closeAllConnections()
    },
  }
}
