import type { Clock } from '#core/clock'
import { createOutsideClient, type OutsideAnswer, type OutsideClient } from '#core/http/outside-client'
import { Problem } from '#core/http/problem'

/** Where a browser of a play goes: to these two, and to nobody else, whatever it is told. */
export interface WebPlaces {
  /** The gateway, `https://localhost:4743`. */
  gateway: URL
  /** Who logs people in, `https://localhost:5443/login`. */
  provider: URL
}

export interface WebClientParts {
  places: WebPlaces
  /** The authority of the sandbox: a browser of a person was told to believe it. */
  ca: string
  /** Where the provider is called, where that is not at its own address: `http://localhost:5555`. */
  providerAt?: string
  /** HOST: where the provider is. */
  host: string
  /** Of the machine. */
  clock: Clock
}

export interface WebRequest {
  method: 'GET' | 'POST'
  url: URL
  headers: Record<string, string>
  /** Of a form. */
  body?: string
  /** Milliseconds. */
  patience: number
}

/** What a browser sends requests with, in one play. */
export interface WebClient {
  /** Which of the two an address is of; undefined: of neither. */
  placeOf(url: URL): keyof WebPlaces | undefined
  /** @throws Problem that names who did not answer; Error for an address of somebody else */
  send(request: WebRequest): Promise<OutsideAnswer>
  close(): Promise<void>
}

/** A page of ours has less. Bytes. */
const LARGEST_PAGE = 200_000

const ASKED_NAMES = { gateway: 'login-gateway', provider: 'jwt-factory' } as const

export function createWebClient({ places, ca, providerAt, host, clock }: WebClientParts): WebClient {
  const open = (address: string, at: string) =>
    createOutsideClient({ address, ca: [ca], host: at, caller: 'jwt-sandbox-browser', machine: clock })
  const clients: Record<keyof WebPlaces, OutsideClient> = {
    gateway: open(places.gateway.origin, 'localhost'), // it listens there, whatever HOST is
    provider: open(providerAt ?? places.provider.origin, host),
  }
  const placeOf = ({ origin, pathname }: URL) => {
    if (origin === places.gateway.origin) return 'gateway'
    const isProvider = origin === places.provider.origin && `${pathname}/`.startsWith(`${places.provider.pathname}/`)
    return isProvider ? 'provider' : undefined
  }
  return {
    placeOf,
    async send({ method, url, headers, body, patience }) {
      const place = placeOf(url)
      if (!place) throw new Error('a browser of a play goes to the gateway and to the provider alone')
      const asked = {
        method,
        path: url.pathname + url.search,
        headers: { ...headers, host: url.host },
        patience,
        maxBytes: LARGEST_PAGE,
      }
      try {
        return await clients[place].ask({ ...asked, ...(body !== undefined && { body }) })
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : 'no answer'
        const type = why.startsWith('no answer within') ? 'peer-timeout' : 'peer-unreachable'
        throw new Problem(type, `The browser has no answer of ${ASKED_NAMES[place]}: ${why}.`, { members: { peer: ASKED_NAMES[place] }, cause }) // prettier-ignore
      }
    },
    close: async () => void (await Promise.all(Object.values(clients).map((client) => client.close()))),
  }
}
