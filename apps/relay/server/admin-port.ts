import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { isLoopbackName } from '#core/config/plain-url'
import { openContext } from '#core/http/context'
import type { ProxyHandlers } from '#core/http/forward/handlers'
import type { Forwarder } from '#core/http/forward/options'
import { sayAnswer, sendAnswer, type OwnAnswer } from '#core/http/forward/own-answer'
import { headersNamed, nameIn } from '#core/http/guard'
import { isLoopback } from '#core/http/loopback'
import { Problem, PROBLEM_JSON, urnOf } from '#core/http/problem'
import { yesOrNo } from '#core/http/query'
import { relayNumbers } from './admin-numbers.ts'
import type { Connected } from './connected.ts'
import { askedAtPort } from './port-access.ts'
import { sayWhyNot, whoMayGoOn, type PortParts } from './port-parts.ts'
import { relayAnswer } from './relay-answers.ts'

export interface AdminPortParts extends PortParts {
  forwarder: Forwarder
  connected: Connected
}

/** The port of people. Whether the relay is well may be asked by everybody, but with Piko: there a probe needs a token, too (B.6). */
export function createAdminPort(parts: AdminPortParts): ProxyHandlers {
  const { config, machine, traces, access } = parts
  const { dialect } = config
  const pages = adminPages(parts)

  async function answer(request: IncomingMessage, say: (answer: OwnAnswer) => void): Promise<void> {
    const context = openContext(request, traces, machine)
    const asked = askedAtPort(request, context)
    const at = { port: 'admin' as const, asked, context, endpoint: undefined, say }
    const [path = '', query = ''] = asked.target.split('?')
    const isProbe = path === '/health' || path === '/ready'
    if (dialect === 'strict' && isProbe) return say(WELL)
    const refusal = access.description || dialect === 'piko' ? undefined : faultOfStranger(request)
    if (refusal) return sayRefusal(at, refusal)
    if (!(await whoMayGoOn(parts, at))) return
    const page = asked.method === 'GET' && Object.hasOwn(pages, path) ? pages[path] : undefined
    if (!page || namesNode(query)) return sayWhyNot(parts, at, 'no-route')
    say(isPretty(query) ? indented(page()) : page())
  }

  function sayRefusal({ say }: { say(answer: OwnAnswer): void }, problem: Problem): void {
    const { type, status, detail } = problem
    parts.refusals.add({ at: parts.clock.now(), port: 'admin', status, reason: type })
    say(adminPage(status, { type: urnOf(type), title: detail, status }, PROBLEM_JSON))
  }

  return {
    request: (request, response) => answer(request, (said) => sendAnswer(response, said)),
    upgrade: (request, socket) => answer(request, (said) => sayAnswer(socket, said)),
    connect: async (_request, socket) => sayAnswer(socket, relayAnswer('no-tunnel', dialect)),
  }
}

/** As behind any address of the sandbox. */
const isPretty = (query: string) => yesOrNo.read(new URLSearchParams(query).get('pretty') ?? '') === true

const indented = (page: OwnAnswer): OwnAnswer =>
  page.headers['content-type'] === 'application/json'
    ? { ...page, body: `${JSON.stringify(JSON.parse(String(page.body)), undefined, 2)}\n` }
    : page

/** Another node of a cluster, of which there is none. */
const namesNode = (query: string) => new URLSearchParams(query).has('forward')

const WELL: OwnAnswer = { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '' }

const adminPage = (status: number, body: unknown, type = 'application/json'): OwnAnswer => ({
  status,
  headers: { 'content-type': type },
  body: `${JSON.stringify(body)}\n`,
})

/** Without keys it is for programs of this machine, and not for pages that lead here by a name of their own (DNS rebinding). */
function faultOfStranger(request: IncomingMessage): Problem | undefined {
  const { remoteAddress } = request.socket // a unix socket has none
  if (remoteAddress !== undefined && !isLoopback(remoteAddress))
    return new Problem('local-only', 'Without auth of its own, this port tells programs of this machine alone.')
  const [host = 'localhost', ...more] = headersNamed(request, 'host')
  const name = nameIn(host)
  if (more.length === 0 && (isLoopbackName(name) || isIP(name) !== 0)) return undefined
  return new Problem('foreign-host', 'Without auth of its own, this port is asked by localhost or an address.')
}

function adminPages({
  endpoints,
  refusals,
  forwarder,
  connected,
  config,
  machine,
}: AdminPortParts): Record<string, () => OwnAnswer> {
  const startedAt = machine.now()
  return {
    '/health': () => WELL,
    '/ready': () => WELL,
    '/metrics': () => relayNumbers({ endpoints, connected, refusals, forwarder, startedAt }),
    '/status': () =>
      adminPage(200, {
        dialect: config.dialect,
        listeners: endpoints.shown,
        connected: connected.shown,
        open: forwarder.open,
        refused: refusals.counts,
        refusals: refusals.shown,
      }),
    '/status/upstream/endpoints': () => adminPage(200, countByEndpoint(endpoints.shown)),
  }
}

/** As Piko has it: each endpoint, and how many listen for it. */
function countByEndpoint(listeners: readonly { endpoint: string }[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const { endpoint } of listeners) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1)
  return Object.fromEntries(counts)
}
