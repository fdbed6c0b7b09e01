import { Buffer } from 'node:buffer'
import type { IncomingMessage, RequestListener } from 'node:http'

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
 * What every party without a line about tokens answers at `/echo`: what it was asked, as it arrived. B of scenario 11 shows by it
 * that it gets no token, and who the verifier says is asking; A, that whoever has no verifier gets the token of the signer.
 */
export const plainEcho: RequestListener = (request, response) =>
  void heard(request, (echo) => {
    const text = `${JSON.stringify(echo)}\n`
    const head = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
    }
    response.writeHead(200, head).end(request.method === 'HEAD' ? undefined : text)
  })

/** Calls back with what was asked, once all of it is there. */
export function heard(request: IncomingMessage, tell: (echo: Echo) => void): void {
  let size = 0
  request.on('data', (chunk: Buffer) => void (size += chunk.length))
  request.on('end', () => {
    const { method = '', url: path = '', rawHeaders } = request
    tell({ method, path: path.replaceAll(WHOLE_TOKEN, '$1…'), headers: headersOf(rawHeaders), size })
  })
}

function headersOf(raw: readonly string[]): Record<string, string> {
  const headers = new Map<string, string[]>()
  for (let index = 0; index < raw.length; index += 2) {
    const name = raw[index]?.toLowerCase() ?? ''
    headers.set(name, [...(headers.get(name) ?? []), shortened(name, raw[index + 1] ?? '')])
  }
  return Object.fromEntries([...headers].map(([name, values]) => [name, values.join(', ')]))
}

/** Whoever reads the answer learns that there was a token, and cannot use it. */
function shortened(name: string, value: string): string {
  const known = value.replace(WHOLE_TOKEN, '$1…')
  if (known !== value || !/^(?:proxy-)?authorization$/.test(name)) return known
  return value.replace(/^([\w-]*) *(.*)$/s, (_all, scheme: string, rest: string) => (rest === '' ? '…' : `${scheme} …`)) // a password, or a token of another kind
}

/** Three parts or five; JSON begins with a brace, which makes it begin with `e`. */
const WHOLE_TOKEN = /\b(e[\w-]{7})[\w-]*(?:\.[\w-]*){2,4}/g
