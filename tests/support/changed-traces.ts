import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Recording } from '#core/trace/recorder'

/** A process that tells of its traces what a test makes of it; everything else goes through. */
export interface ChangedTraces {
  port: number
  /** What is told in the place of the recordings of a trace. */
  change: (recordings: Recording[]) => Recording[]
  close(): Promise<void>
}

/** @param behind the plain port of the process */
export async function openChangedTraces(behind: number): Promise<ChangedTraces> {
  const changed: ChangedTraces = { port: 0, change: (recordings) => recordings, close }
  const server = createServer((asked, answer) => {
    const { method, url: path = '', headers } = asked
    const passed = { ...headers, host: `localhost:${behind}` }
    const on = request({ host: '127.0.0.1', port: behind, method, path, headers: passed, agent: false }, (answered) => {
      if (/^\/traces\/[0-9a-f]{32}$/.test(path)) return void tell(answered, answer)
      answer.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(answer).on('close', () => answered.destroy())
    })
    on.on('error', () => answer.destroy())
    asked.pipe(on)
  })

  async function tell(answered: IncomingMessage, answer: ServerResponse): Promise<void> {
    const pieces: Buffer[] = []
    for await (const piece of answered) pieces.push(piece)
    const told: unknown = JSON.parse(Buffer.concat(pieces).toString())
    answer.setHeader('content-type', 'application/json')
    answer.writeHead(answered.statusCode ?? 502)
    answer.end(JSON.stringify(Array.isArray(told) ? changed.change(told as Recording[]) : told)) // as a process of ours tells
  }

  async function close(): Promise<void> {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  changed.port = (server.address() as AddressInfo).port // it listens on a port
  return changed
}
