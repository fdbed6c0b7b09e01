import { untilExpiry } from '#core/http/until-expiry'
import type { Target } from '#core/http/forward/target'
import type { Reach } from '../tunnel/serve.ts'
import { socketOpener } from '../client/open-socket.ts'
import { reconnectPause } from '../client/reconnect-pause.ts'
import { shownTarget } from '../client/shown-target.ts'
import { UpgradeRefused } from '../client/upgrade-refused.ts'
import { whyNever, whyNotNow } from '../client/why-not-connected.ts'
import type { Agent, AgentSettings, AgentState, AgentWorld } from './agent-parts.ts'
import { agentLinks, type AgentLink } from './connect-agent.ts'
import { reachService } from './reach-service.ts'

/** How long the service may take to accept a connection. Milliseconds. */
const SERVICE_PATIENCE = 10_000

/** A link that stood for so long was a good one: the next one is tried for at once, and others as after a failure. Milliseconds. */
const GOOD_LINK = 10_000

/**
 * Listens for an endpoint at a relay until it is told to end, or the relay says no in a way that does not pass: it dials out, has the
 * connection turned around, comes back when it is cut, and renews it in time, without losing a request, where its token ends.
 */
export function startAgent(settings: AgentSettings, world: AgentWorld): Agent {
  const { relay, endpoint, service, accessLog = false, firstWithin, outlastsRefusals } = settings
  const { clock, machine, log, host, random = Math.random } = world
  const about = { endpoint, relay: shownTarget(relay) }
  const reach = typeof service === 'function' ? service : reachTarget(service)
  const connect = agentLinks(settings, reach, world)
  const first = Promise.withResolvers<void>()
  const stop = new AbortController()
  const links = new Set<AgentLink>()
  const begunAt = machine.monotonic()
  let state: AgentState = 'connects'
  let failures = 0
  let hasListened = false

  function reachTarget(target: Target): Reach {
    const open = socketOpener(target, { host, patience: settings.servicePatience ?? SERVICE_PATIENCE, clock: machine })
    return reachService({ endpoint, shown: shownTarget(target), open, accessLog, log, machine })
  }

  async function openLink(): Promise<AgentLink> {
    const link = await connect(stop.signal)
    links.add(link)
    void link.tunnel.ended.then(() => links.delete(link))
    if (stop.signal.aborted) link.tunnel.close('now')
    return link
  }

  /** Waits until there is reason to try again. @returns why there is none */
  async function waitAfter(error: unknown, isOnTime: () => boolean): Promise<string | undefined> {
    const never = outlastsRefusals ? undefined : whyNever(error, { ...about, port: 'upstream' })
    if (never !== undefined) return never
    failures++
    const askAgain = error instanceof UpgradeRefused ? error.askAgain : undefined
    const inMs = reconnectPause(failures, random(), askAgain)
    const why = whyNotNow(error)
    if (!isOnTime())
      return `There is no connection to the relay at ${about.relay} for endpoint "${endpoint}": ${why}. --connect.timeout says for how long it is tried.`
    log.warn({ ...about, why, inMs }, 'agent-retries')
    await machine.delay(inMs, stop.signal)
    return undefined
  }

  const isInTime = () => hasListened || firstWithin === undefined || machine.monotonic() - begunAt < firstWithin

  function tellListening(link: AgentLink): void {
    state = 'listens'
    hasListened = true
    log.info(
      { ...about, ...(link.renewAt !== Infinity && { renewsAt: new Date(link.renewAt).toISOString() }) },
      'agent-connected',
    )
    first.resolve()
  }

  /** Until the last one is over: each takes the place of the one before, in time before that one's token expires. */
  async function hold(link: AgentLink): Promise<void> {
    for (let next: AgentLink | undefined = link; next;) {
      tellListening(next)
      const held: AgentLink = next
      const renewal = untilExpiry(held.renewAt, clock)
      const due = new Promise<true>((resolve) => renewal.signal.addEventListener('abort', () => resolve(true)))
      const isDue = await Promise.race([due, held.tunnel.closing.then(() => false)])
      renewal.forget()
      failures = machine.monotonic() - held.since < GOOD_LINK ? failures + 1 : 0
      next = isDue ? await replace(held) : undefined
      if (next) held.tunnel.close()
    }
  }

  /** Tries for as long as the old one stands: whether the relay says no for good shows when that is gone. */
  async function replace(link: AgentLink): Promise<AgentLink | undefined> {
    const gone = link.tunnel.closing.then(() => false)
    for (let tries = 1; ; tries++) {
      try {
        return await openLink()
      } catch (error) {
        if (stop.signal.aborted) return undefined
        const inMs = reconnectPause(tries, random())
        log.warn({ ...about, why: whyNotNow(error), inMs }, 'agent-cannot-renew')
        const waited = machine.delay(inMs, stop.signal).then(
          () => true,
          () => false,
        )
        if (!(await Promise.race([waited, gone]))) return undefined
      }
    }
  }

  async function run(): Promise<string | undefined> {
    while (!stop.signal.aborted) {
      let link: AgentLink
      try {
        link = await openLink()
      } catch (error) {
        if (stop.signal.aborted) break
        const why = await waitAfter(error, isInTime).catch(() => undefined) // the end of the wait is looked for above
        if (why !== undefined) return why
        continue
      }
      await hold(link)
      if (stop.signal.aborted) break
      state = 'connects'
      const inMs = failures === 0 ? 0 : reconnectPause(failures, random())
      log.warn({ ...about, inMs }, 'agent-disconnected')
      await machine.delay(inMs, stop.signal).catch(() => {}) // the end of the wait is looked for above
    }
    return undefined
  }

  const ended = run().then((why) => {
    state = 'ended'
    stop.abort()
    return why
  })

  return {
    get state() {
      return state
    },
    listening: first.promise,
    ended,
    async close(grace) {
      stop.abort()
      const open = [...links]
      for (const { tunnel } of open) tunnel.close(grace > 0 ? undefined : 'now')
      const over = new AbortController()
      const late = machine.delay(grace, over.signal).then(
        () => open.forEach(({ tunnel }) => tunnel.close('now')),
        () => {}, // all have ended
      )
      await Promise.all(open.map(({ tunnel }) => tunnel.ended))
      over.abort()
      await Promise.all([late, ended])
    },
  }
}
