import type { RequestListener } from 'node:http'

/**
 * The backend of scenario 12, a plain service: it answers one path, and has no line about tokens, certificates or policies. Who
 * may ask is for the sidecar before it to say; that tells who asks in `x-forwarded-client-cert`.
 * @param path `/data`
 */
export function backendApi(name: string, path: string): RequestListener {
  return (request, response) => {
    const isKnown = request.url?.split('?', 1)[0] === path && (request.method === 'GET' || request.method === 'HEAD')
    const body = isKnown ? { from: name, data: `the data of ${name}`, caller: callerIn(request.headers) } : NO_SUCH_DATA
    request.resume()
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(`${JSON.stringify(body)}\n`)
  }
}

const NO_SUCH_DATA = { title: 'Not found' }

function callerIn({ 'x-forwarded-client-cert': told }: NodeJS.Dict<string | string[]>): string | undefined {
  return typeof told === 'string' ? /(?:^|;)URI=([^;,]*)/.exec(told)?.[1] : undefined
}
