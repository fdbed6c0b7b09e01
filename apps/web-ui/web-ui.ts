import type { IncomingHttpHeaders, RequestListener } from 'node:http'
import type { AskedBackend, BackendClient } from './ask-backend.ts'
import { backendsPage } from './page.ts'

/** What belongs to a request as a whole, and so goes on to whoever is asked because of it. What stands in it is not looked at. */
const ALONG_WITH_REQUESTS = ['authorization', 'traceparent', 'tracestate', 'x-request-id'] as const

/**
 * The page of scenario 12, a plain service without a login: it asks each backend at once, for whoever asks for the page, and shows
 * what each of them answered; as JSON where a client prefers that.
 */
export function webUi(backends: readonly AskedBackend[], client: Pick<BackendClient, 'ask'>): RequestListener {
  return (request, response) => {
    request.resume()
    if (request.url?.split('?', 1)[0] !== '/' || request.method !== 'GET') {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('There is only GET / here.\n')
      return
    }
    const headers = headersAlong(request.headers)
    void Promise.all(backends.map((backend) => client.ask(backend, headers))).then((results) => {
      const wantsPage = request.headers.accept?.includes('text/html') ?? false
      response.writeHead(200, {
        'content-type': wantsPage ? 'text/html; charset=utf-8' : 'application/json',
        'content-security-policy': "default-src 'none'",
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        vary: 'accept',
      })
      response.end(wantsPage ? backendsPage(results) : `${JSON.stringify({ from: 'web-ui', backends: results })}\n`)
    })
  }
}

const headersAlong = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(
    ALONG_WITH_REQUESTS.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  )
