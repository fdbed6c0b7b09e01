import type { IncomingHttpHeaders } from 'node:http'
import { request as secureRequest } from 'node:https'
import { request } from '#core/http/node-http'
import type { TlsIdentity } from '#core/http/tls'

export interface MeshAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export interface MeshCall {
  method?: string
  headers?: Record<string, string | string[]>
  body?: string
  /** Who calls; null: plaintext. */
  as?: TlsIdentity | null
  port?: number
  /** Which of the ways in. */
  at?: number
}

/** Asks as a workload does, or in plaintext. */
export function askMesh(
  path: string,
  { as: tls = null, method = 'GET', headers = {}, body = '', port }: MeshCall,
): Promise<MeshAnswer> {
  const options = { host: '127.0.0.1', port, path, method, headers: { host: 'backend-api', ...headers }, agent: false }
  const { promise, resolve, reject } = Promise.withResolvers<MeshAnswer>()
  const asked = tls ? secureRequest({ ...options, ...tls, checkServerIdentity: () => undefined }) : request(options)
  asked.on('response', (answer) => {
    let text = ''
    answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
    answer.on('error', reject)
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
  })
  asked.on('error', reject)
  asked.end(body)
  return promise
}
