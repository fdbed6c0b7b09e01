import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { AskedBackend, BackendClient, BackendResult } from './ask-backend.ts'
import type { PageLogin, Visit } from './login/visit.ts'
import { ASSETS, createWebUiPages, pageHeaders, SAID_WITH_ALL } from './pages/open-pages.ts'

/** The pages, and whether each asks the backends. */
const ASKS_BACKENDS = { '/': true, '/profile': false, '/dashboard': true } as const

/** What belongs to a request as a whole, and so goes on to whoever is asked because of it. What stands in it is not looked at. */
const ALONG_WITH_REQUESTS = ['traceparent', 'tracestate', 'x-request-id'] as const

export interface WebUiSettings {
  backends: readonly AskedBackend[]
  client: Pick<BackendClient, 'ask'>
  /** Who lets people in. Absent: nobody does, and `authorization` goes on to the backends as it came. */
  login?: PageLogin
  /** Told of a bug, of which a client hears nothing. */
  onFault?: (error: unknown) => void
}

/**
 * A page that asks each backend at once, for whoever asks for the page, and shows what each of them answered; as JSON where a client
 * prefers that. With a login it says who asks, and asks the backends for that person.
 */
export function webUi({ backends, client, login, onFault = () => {} }: WebUiSettings): RequestListener {
  const pages = createWebUiPages()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/'] = (request.url ?? '/').split('?', 1)
    if (path.startsWith(`${ASSETS}/`)) return sendAsset(response, await pages.file(path.slice(ASSETS.length + 1)))
    if (await login?.answer?.(request, response)) return
    if (!isPagePath(path))
      return sendWords(response, 404, 'There is no such page. There are /, /profile and /dashboard.')
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendWords(response, 405, 'A page is there to be read, by GET.', { allow: 'GET, HEAD' })
    const visit = await login?.visit(request)
    if (visit?.setCookies) response.setHeader('set-cookie', [...visit.setCookies])
    const results = ASKS_BACKENDS[path] ? await askAll(request.headers, visit) : []
    if (request.headers.accept?.includes('text/html')) {
      const text = await pages.render(path, { visit, results })
      response.writeHead(200, pageHeaders({ visit })).end(text)
      return
    }
    const body = { from: 'web-ui', ...(visit && { login: loginAsJson(visit) }), ...(ASKS_BACKENDS[path] && { backends: results }) } // prettier-ignore
    response.writeHead(200, { 'content-type': 'application/json', ...SAID_WITH_ALL }).end(`${JSON.stringify(body)}\n`)
  }

  function askAll(came: IncomingHttpHeaders, visit: Visit | undefined): Promise<BackendResult[]> {
    const headers = { ...headersAlong(came, visit === undefined), ...visit?.along }
    return Promise.all(backends.map((backend) => client.ask(backend, headers)))
  }

  return (request, response) => {
    request.resume()
    answer(request, response).catch((error: unknown) => {
      onFault(error)
      if (response.headersSent) response.destroy()
      else sendWords(response, 500, 'This page has a fault. Nothing is said of it here.')
    })
  }
}

const isPagePath = (path: string): path is keyof typeof ASKS_BACKENDS => Object.hasOwn(ASKS_BACKENDS, path)

/** For programs: all of it but what goes along, for that has a token in it. */
const loginAsJson = ({ along: _along, setCookies: _cookies, ...visit }: Visit) => visit

function sendWords(
  response: ServerResponse,
  status: number,
  words: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'text/plain', ...SAID_WITH_ALL, ...headers }).end(`${words}\n`)
}

function sendAsset(response: ServerResponse, file: { type: string; body: Uint8Array } | undefined): void {
  if (!file) return sendWords(response, 404, 'There is no such file. Load the page again.')
  const kept = { 'cache-control': 'public, max-age=31536000, immutable', 'x-content-type-options': 'nosniff' }
  response.writeHead(200, { 'content-type': file.type, 'content-security-policy': "default-src 'none'", ...kept })
  response.end(file.body)
}

/** @param isPlain without a login it is for others to say what a token is worth */
const headersAlong = (headers: IncomingHttpHeaders, isPlain: boolean): IncomingHttpHeaders =>
  Object.fromEntries(
    [...ALONG_WITH_REQUESTS, ...(isPlain ? ['authorization'] : [])].flatMap((name) =>
      headers[name] === undefined ? [] : [[name, headers[name]]],
    ),
  )
