import { createRequire } from 'node:module'
import type * as https from 'node:https'
import type * as undici from 'undici'
import { randomId, writeTraceparent } from '#core/trace/context'
import type { StopSign } from '../until-stopped.ts'
import { hasTokenHeader, hasTokenInUrl, noteSentWithout } from '../matchers/known-of-call.ts'
import { noteTrace } from './traced-answers.ts'

/** Clients that trust the authority of one sandbox, and nothing else that they would not trust anyway. */
export interface KitClients {
  /** As the global one; each request has a trace of its own (W3C Trace Context), by which a matcher tells the story. */
  readonly fetch: typeof globalThis.fetch
  /** For undici: `request(url, { dispatcher })`. */
  readonly dispatcher: undici.Agent
  /** For node:https and whatever is built on it; without TLS it is one for node:http. */
  readonly agent: https.Agent
  /** Ends their connections. */
  closeClients(): Promise<void>
  /** From now on `fetch` has connections of its own anew: those that it kept were ended by the other side, and it may not have heard of that. */
  connectAnew(): void
}

/** What a test does not use is not loaded. */
const loadWhenAsked = createRequire(import.meta.url)

const library = () => loadWhenAsked('undici') as typeof undici

/** @param ca PEM; undefined where the sandbox speaks plain HTTP */
export function createKitClients(ca: string | undefined, stopSign: StopSign): KitClients {
  let dispatcher: undici.Agent | undefined
  let ofFetch: undici.Agent | undefined
  const left = new Set<undici.Agent>()
  let agent: https.Agent | undefined
  const makeDispatcher = () =>
    new (library().Agent)(ca === undefined ? {} : { connect: { ca, rejectUnauthorized: true } })

  /** Of another library than the global one, whose requests it does not know. */
  async function askWith(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const { url, more } =
      input instanceof Request ? { url: input.url, more: initOfRequest(input) } : { url: input, more: {} }
    const options = { ...more, ...init, dispatcher: (ofFetch ??= makeDispatcher()) } as undici.RequestInit // two declarations of one thing
    const headers = new (library().Headers)(options.headers)
    const traceId = randomId(16)
    if (!headers.has('traceparent'))
      headers.set('traceparent', writeTraceparent({ traceId, parentId: undefined, sampled: true }, randomId(8)))
    const answer = (await library().fetch(url, { ...options, headers })) as Response // as above
    if (!hasTokenHeader((name) => headers.get(name)) && !hasTokenInUrl(String(url)) && !options.body)
      noteSentWithout(answer)
    return noteTrace(answer, traceId)
  }

  return {
    fetch: stopSign.guard(askWith) as typeof globalThis.fetch, // as above
    get dispatcher() {
      return (dispatcher ??= makeDispatcher())
    },
    get agent() {
      const kind = loadWhenAsked(ca === undefined ? 'node:http' : 'node:https') as typeof https // an agent has the same form in both
      return (agent ??= new kind.Agent({ keepAlive: true, ...(ca !== undefined && { ca, rejectUnauthorized: true }) }))
    },
    async closeClients() {
      agent?.destroy()
      await Promise.all([dispatcher, ofFetch, ...left].map((each) => each?.destroy()))
    },
    connectAnew() {
      if (ofFetch === undefined) return
      const before = ofFetch
      ofFetch = undefined
      left.add(before)
      void before.close().then(
        () => left.delete(before),
        () => {}, // it was destroyed meanwhile
      )
    },
  }
}

function initOfRequest({ method, headers, body, redirect, signal }: Request): RequestInit {
  return { method, headers: [...headers], redirect, signal, ...(body && { body, duplex: 'half' as const }) }
}
