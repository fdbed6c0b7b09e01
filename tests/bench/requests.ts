import type { Pool } from 'undici'

/** A request, ready to be sent again and again. */
export interface WireRequest {
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
}

/** Puts a request together, once and before anything is measured. It may ask the process for what it needs. */
export type Prepare = (pool: Pool) => Promise<WireRequest>

export const get =
  (path: string): Prepare =>
  async () => ({ method: 'GET', path })

/** What `/issueToken` and `/verify` have to read, for the server that does nothing with it. */
export const postHello: Prepare = async () => post('/', CLAIMS)

export const issueToken: Prepare = async () => post('/issueToken/servicea', CLAIMS)

export const verifyToken: Prepare = async (pool) => {
  const { body } = await pool.request(await issueToken(pool))
  return post('/verify/servicea', { token: await body.text(), aud: 'serviceb', sub: 'servicea' })
}

const CLAIMS = { sub: 'servicea', aud: 'serviceb' }

function post(path: string, body: object): WireRequest {
  return { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
