import type { RequestListener } from 'node:http'

/** What somebody who was asked saw of the request. */
export interface Echo {
  method: string
  path: string
  /** By their names in lower case; one that came several times has a comma between. Tokens are shortened. */
  headers: Record<string, string>
  /** Of the body, in bytes. */
  size: number
}

/**
 * B of scenario 11: a plain handler of HTTP, without a line about tokens. It tells what it was asked, as it arrived, and so shows
 * that it gets no token, and who the verifier says is asking.
 */
export const plainEcho: RequestListener = (request, response) => {
  let size = 0
  request.on('data', (chunk: Buffer) => void (size += chunk.length))
  request.on('end', () => {
    const { method = '', url = '', rawHeaders } = request
    const echo: Echo = { method, path: url, headers: headersOf(rawHeaders), size }
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(request.method === 'HEAD' ? undefined : `${JSON.stringify(echo)}\n`)
  })
}

function headersOf(raw: readonly string[]): Record<string, string> {
  const headers = new Map<string, string[]>()
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]?.toLowerCase() ?? ''
    headers.set(name, [...(headers.get(name) ?? []), shortened(raw[index + 1] ?? '')])
  }
  return Object.fromEntries([...headers].map(([name, values]) => [name, values.join(', ')]))
}

/** Whoever reads the answer learns that there was a token, and cannot use it. */
const shortened = (value: string) => value.replace(/\b(ey[\w-]{6})[\w-]*\.[\w-]*\.[\w-]*/g, '$1…')
