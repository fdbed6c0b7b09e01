import type { RequestListener } from 'node:http'
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

/** The one of the house. */
export function forwardedPassThrough({ url, ca, certifiedName }: BarePeer): RequestListener {
  const forwarder = createForwarder({ clock: systemClock })
  const target = readTarget(url, { tls: { ca, servername: certifiedName } })
  return (request, response) => void forwarder.forward(request, response, target)
}
