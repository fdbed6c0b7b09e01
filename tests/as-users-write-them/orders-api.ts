import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler } from 'express'
import { auth, claimIncludes, requiredScopes, UnauthorizedError } from 'express-oauth2-jwt-bearer'

/** The API of a user, as its own tests start it: it knows nothing of the sandbox but the URL of an issuer. */
export interface OrdersApi {
  /** What the API answers, to a caller with that token, or without one. */
  get(path: string, token?: string): Promise<{ status: number; body: any }> // oxlint-disable-line typescript/no-explicit-any -- tests look into it as they like
  close(): Promise<void>
}

export const AUDIENCE = 'https://api.example.com'

/** @param issuer where the API finds keys and metadata: its one setting */
export async function startOrdersApi(issuer: string, audience = AUDIENCE): Promise<OrdersApi> {
  const api = express()
  // Keys are asked for again at once: a test does not wait for half a minute.
  api.use(auth({ issuerBaseURL: issuer, audience, cooldownDuration: 0 }))
  api.get('/orders', (request, response) => void response.json(request.auth?.payload))
  api.get('/orders/of/:tenant', ({ auth: found, params }, response) => {
    if (found?.payload['tenant'] !== params['tenant'])
      return void response.status(403).json({ error: 'another tenant' })
    response.json({ tenant: params['tenant'] })
  })
  api.get(
    '/orders/write',
    requiredScopes('orders.write'),
    (_request, response) => void response.json({ written: true }),
  )
  api.get('/admin', claimIncludes('roles', 'admin'), (_request, response) => void response.json({ admin: true }))
  api.use(answerError)
  const server = createServer(api)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // of TCP
  return {
    async get(path, token) {
      const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers })
      return { status: answer.status, body: await answer.json() }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const status = error instanceof UnauthorizedError ? error.statusCode : 500
  response.status(status).json({ error: String(error.message) })
}
