import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import type { AskedBackend, BackendClient } from './ask-backend.ts'
import type { PageLogin, Visit } from './login/visit.ts'
import { backendsPage } from './page.ts'

/** What belongs to a request as a whole, and so goes on to whoever is asked because of it. What stands in it is not looked at. */
const ALONG_WITH_REQUESTS = ['traceparent', 'tracestate', 'x-request-id'] as const

export interface WebUiSettings {
  backends: readonly AskedBackend[]
  client: Pick<BackendClient, 'ask'>
  /** Who lets people in. Absent: nobody does, and `authorization` goes on to the backends as it came. */
  login?: PageLogin
}

/**
 * A page that asks each backend at once, for whoever asks for the page, and shows what each of them answered; as JSON where a client
 * prefers that. With a login it says who asks, and asks the backends for that person.
 */
export function webUi({ backends, client, login }: WebUiSettings): RequestListener {
  return async (request, response) => {
    request.resume()
    if (request.url?.split('?', 1)[0] !== '/' || request.method !== 'GET') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is only GET / here.\n')
      return
    }
    const visit = await login?.visit(request)
    const headers = { ...headersAlong(request.headers, visit === undefined), ...visit?.along }
    const results = await Promise.all(backends.map((backend) => client.ask(backend, headers)))
    const wantsPage = request.headers.accept?.includes('text/html') ?? false
    response.writeHead(200, {
      'content-type': wantsPage ? 'text/html; charset=utf-8' : 'application/json',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      vary: 'accept',
    })
    response.end(
      wantsPage
        ? backendsPage(results)
        : `${JSON.stringify({ from: 'web-ui', ...(visit && { login: loginAsJson(visit) }), backends: results })}\n`,
    )
  }
}

/** For programs: all of it but what goes along, for that has a token in it. */
const loginAsJson = ({ along: _along, setCookies: _cookies, ...visit }: Visit) => visit

/** @param isPlain without a login it is for others to say what a token is worth */
const headersAlong = (headers: IncomingHttpHeaders, isPlain: boolean): IncomingHttpHeaders =>
  Object.fromEntries(
    [...ALONG_WITH_REQUESTS, ...(isPlain ? ['authorization'] : [])].flatMap((name) =>
      headers[name] === undefined ? [] : [[name, headers[name]]],
    ),
  )
