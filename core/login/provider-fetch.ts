import type { CustomFetch } from 'openid-client'
import { createOutsideClient, NoAnswer, type OutsideClient } from '../http/outside-client.ts'
import type { LoginWorld } from './login-world.ts'

/** For all of an answer, where nothing else is said. Milliseconds. */
const PROVIDER_PATIENCE = 5000

/** A key set of a large provider is the longest. */
const LONGEST_PROVIDER_ANSWER = 512_000

/** Some providers have their endpoints under several names; each has connections of its own. */
const MOST_ORIGINS = 4

/** Without a body, whatever it says (Fetch §2.2.6, "null body status"). */
const BODILESS = new Set([204, 205, 304])

/** How the provider is asked: certificates are checked, no redirect is followed, and an answer is bounded in bytes and time. */
export interface ProviderFetch {
  /** For `openid-client`. @throws NoAnswer */
  fetch: CustomFetch
  close(): Promise<void>
}

export interface ProviderFetchSettings extends Pick<LoginWorld, 'machine' | 'host' | 'ca' | 'patience' | 'whereIs'> {
  /** In the query of what this address is asked besides. */
  more?: { at: () => string | undefined; query: Readonly<Record<string, string>> }
}

/** Opens no connection before something is asked. */
export function createProviderFetch({
  machine,
  host,
  ca,
  patience = PROVIDER_PATIENCE,
  whereIs = (origin) => origin,
  more,
}: ProviderFetchSettings): ProviderFetch {
  const clients = new Map<string, OutsideClient>()

  function clientOf({ origin }: URL): OutsideClient {
    const known = clients.get(origin)
    if (known) return known
    if (clients.size >= MOST_ORIGINS)
      throw new NoAnswer(`the provider has endpoints at more than ${MOST_ORIGINS} places`)
    const client = createOutsideClient({ address: whereIs(origin), ca, host, caller: 'jwt-sandbox-login', machine })
    clients.set(origin, client)
    return client
  }

  return {
    async fetch(address, { method, headers, body }) {
      const url = new URL(address)
      if (more && address === more.at()) {
        for (const [name, value] of Object.entries(more.query)) url.searchParams.set(name, value)
      }
      const {
        status,
        headers: got,
        text,
      } = await clientOf(url).ask({
        method: method === 'POST' ? 'POST' : 'GET',
        path: url.pathname + url.search,
        headers,
        ...(body !== undefined && body !== null && { body: String(body) }), // what it sends is a form
        patience,
        maxBytes: LONGEST_PROVIDER_ANSWER,
      })
      const fields = Object.entries(got).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
      return new Response(BODILESS.has(status) ? null : text, { status, headers: Object.fromEntries(fields) })
    },
    async close() {
      await Promise.all([...clients.values()].map((client) => client.close()))
    },
  }
}
