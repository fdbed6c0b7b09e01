import type { IncomingMessage } from 'node:http'
import type { Clock } from '#core/clock'
import { openContext } from '#core/http/context'
import { readAbsoluteTarget } from '#core/http/forward/absolute-target'
import { inFrontOf, type DecideAndPass, type ProxyHandlers } from '#core/http/forward/handlers'
import { problemSaid, wordsAnswer } from '#core/http/forward/own-answer'
import type { Forwarder, ForwardOptions } from '#core/http/forward/options'
import type { Target } from '#core/http/forward/target'
import { tellAnswer, tellOutcome } from '#core/http/forward/tell-outcome'
import { tracedHeaders } from '#core/http/forward/traced-headers'
import { Problem } from '#core/http/problem'
import type { TlsIdentity } from '#core/http/tls'
import type { Log } from '#core/log'
import type { Traces } from '#core/trace/recorder'
import type { RequestContext } from '#core/trace/request-context'
import type { MeshHosts } from './mesh-hosts.ts'

export interface OutboundParts {
  hosts: MeshHosts
  tls: () => TlsIdentity
  forwarder: Forwarder
  machine: Clock
  traces: Traces
  log: Log
}

/**
 * The way out of a workload: what it asks by the name of a service of the mesh goes there over mutual TLS, with the workload's
 * identity. It is not a proxy for anybody else: other names lead nowhere.
 */
export function createOutbound(parts: OutboundParts): ProxyHandlers {
  const { forwarder, machine, traces } = parts

  const decide: DecideAndPass = async (request, say, pass) => {
    const context = openContext(request, traces, machine)
    try {
      const { target, options } = wayOut(parts, request, context)
      tellOutcome(parts, context, await pass(target, options))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      context.recorder.step({ verb: 'answers', what: `with ${error.status}`, reason: error.detail })
      say(problemSaid(error, request, context))
    }
  }

  return inFrontOf(forwarder, decide, NO_TUNNELS)
}

const NO_TUNNELS = wordsAnswer(405, 'There is no CONNECT here: ask for http:// addresses without a tunnel.\n')

/** An address in the request line counts more than the Host header (RFC 9112 §3.2.2). */
function wayOut(
  { hosts, tls }: OutboundParts,
  request: IncomingMessage,
  context: RequestContext,
): { target: Target; options: ForwardOptions } {
  const absolute = readAbsoluteTarget(request.url ?? '/', request.method)
  const authority = absolute?.authority ?? request.headers.host ?? ''
  const found = hosts.find(authority, tls())
  if (!found)
    throw new Problem('peer-unreachable', `There is no such host in this mesh: it has ${hosts.names.join(', ')}.`)
  const { service, target } = found
  const to = service.shownAs ?? `${service.namespace}/${service.name}`
  return {
    target,
    options: {
      onAnswer: tellAnswer(context),
      host: absolute ? { is: absolute.authority } : 'client',
      ...(absolute && { path: absolute.path }),
      headers: {
        set: tracedHeaders(`${request.method} on, with the identity of the workload,`, context, to),
        remove: ['x-forwarded-client-cert', 'proxy-authorization'],
      },
    },
  }
}
