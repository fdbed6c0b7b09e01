import type { RequestListener } from 'node:http'
import { Pool } from 'undici'
import { systemClock } from '#core/clock'
import { createForwarder } from '#core/http/forward/forward'
import { readTarget } from '#core/http/forward/target'
import { openBarePool, type BarePeer } from './chain.ts'

/** A reverse proxy as one writes it by hand on undici: nothing is bounded, nothing refused. */
export function barePassThrough(to: BarePeer): RequestListener {
  const pool = openBarePool(to)
  return ({ method = 'GET', url = '/', headers }, response) => {
    const sent = { ...headers, connection: undefined }
    const passOn = pool.stream(
      { method: method as 'GET', path: url, headers: sent },
      ({ statusCode, headers: got }) => {
        const { 'content-length': length, date } = got // all that hello says
        return response.writeHead(statusCode, { 'content-length': String(length), date: String(date) })
      },
    )
    passOn.catch(() => response.destroy())
  }
}

/** The same without TLS: it is also asked for whole addresses, as a forward proxy, and takes each for one of its target. */
export function plainPassThrough(to: string): RequestListener {
  const pool = new Pool(to, { connections: 64 })
  return ({ method = 'GET', url = '/', headers }, response) => {
    const path = url.startsWith('/') ? url : url.slice(url.indexOf('/', 'http://'.length))
    const passOn = pool.stream(
      { method: method as 'GET', path, headers: { ...headers, connection: undefined } },
      ({ statusCode, headers: got }) => {
        const { 'content-length': length, date } = got // all that hello says
        return response.writeHead(statusCode, { 'content-length': String(length), date: String(date) })
      },
    )
    passOn.catch(() => response.destroy())
  }
}

/** The one of the house, without TLS. */
export function plainForwarded(to: string): RequestListener {
  const forwarder = createForwarder({ clock: systemClock })
  const target = readTarget(to)
  return (request, response) => void forwarder.forward(request, response, target)
}

/** The one of the house. */
export function forwardedPassThrough({ url, ca, certifiedName }: BarePeer): RequestListener {
  const forwarder = createForwarder({ clock: systemClock })
  const target = readTarget(url, { tls: { ca, servername: certifiedName } })
  return (request, response) => void forwarder.forward(request, response, target)
}
