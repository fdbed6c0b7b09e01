import type { IncomingMessage, RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createServer } from '#core/http/node-http'
import type { HttpProvider } from './provider.ts'

export const AUTHORIZER: Omit<HttpProvider, 'name' | 'address'> = {
  timeout: 30_000,
  pathPrefix: '/check',
  failOpen: false,
  statusOnError: 403,
  includeRequestHeadersInCheck: ['x-ext-*', 'cookie'],
  includeAdditionalHeadersInCheck: { 'x-ext-by': 'sidecar' },
  headersToUpstreamOnAllow: ['x-user'],
  headersToDownstreamOnAllow: ['x-decided'],
}

const sayYes: RequestListener = (_request, response) => void response.end()

/** An authorizer that says what it is told to, and remembers what it was asked. */
export async function openTestAuthorizer(whenDone: (task: () => void) => void = onTestFinished) {
  const asked: Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders'>[] = []
  let answer = sayYes
  const server = createServer((request, response) => {
    const { method, url, headers, rawHeaders } = request
    asked.push({ method, url, headers, rawHeaders })
    answer(request, response)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  whenDone(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // it listens
    asked,
    does: (listener: RequestListener) => void (answer = listener),
    says: (status: number, headers: Record<string, string>, body = '') =>
      void (answer = (_request, response) => void response.writeHead(status, headers).end(body)),
  }
}

/** A CUSTOM policy. */
export const customPolicy = (provider: string, path = '/*') => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: ask-${provider}, namespace: default}
spec: {action: CUSTOM, provider: {name: ${provider}}, rules: [{to: [{operation: {paths: ["${path}"]}}]}]}
---`
