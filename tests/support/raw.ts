import { Buffer } from 'node:buffer'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { onTestFinished } from 'vitest'

/** What came back over a bare socket. */
export interface RawAnswer {
  /** 0 when the other side said nothing before it closed. */
  status: number
  head: string
  body: string
}

/**
 * Sends bytes as they are, and reads until the other side closes. What is sent should ask for that (`connection:
 * close`) or be wrong enough.
 */
export function sendRaw(port: number, bytes: string | Uint8Array, ca?: string, host?: string): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = openSocket(port, ca, host)
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => {}) // it may hang up while we are still talking
    socket.on('close', () => resolve(parseAnswer(Buffer.concat(chunks).toString('latin1'))))
    socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  })
}

export function openSocket(port: number, ca?: string, host = '127.0.0.1'): Socket {
  return ca === undefined
    ? connect(port, host)
    : connectTls({ port, host, ca, servername: 'localhost', rejectUnauthorized: true })
}

/** Of several answers, the first. */
function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n')
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0)
  return { status, head: text.slice(0, end), body: end < 0 ? '' : text.slice(end + 4) }
}

/** A request with these header lines, which is not checked for sense. */
export function rawRequest(line: string, headers: readonly string[] = [], body = ''): string {
  const lines = [`${line} HTTP/1.1`, 'host: localhost', 'connection: close', ...headers]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}

/** A JSON body with its length. */
export function rawPost(path: string, body: string | Uint8Array, headers: readonly string[] = [JSON_TYPE]): string {
  const bytes = Buffer.from(body).toString('latin1')
  return rawRequest(`POST ${path}`, [...headers, `content-length: ${bytes.length}`], bytes)
}

export const JSON_TYPE = 'content-type: application/json'

/** Everything that comes back, until the other side closes or enough has come. */
export function talk(port: number, text: string, isEnough: (all: string) => boolean = () => false): Promise<string> {
  return new Promise((resolve) => {
    const socket = openSocket(port)
    onTestFinished(() => void socket.destroy())
    let all = ''
    socket.on('error', () => {}).on('close', () => resolve(all))
    socket.on('data', (data: Buffer) => {
      all += data.toString('latin1')
      if (isEnough(all)) socket.destroy()
    })
    socket.write(text)
  })
}
