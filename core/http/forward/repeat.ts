import type { ClientRequest } from 'node:http'
import type { RequestHead } from './request-head.ts'

const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])

/**
 * Whether a request that came to nothing may be sent once more: a kept connection broke, which its target may have closed before it
 * heard of the request (RFC 9112 §9.3.1), twice is no more than once (RFC 9110 §9.2.2), and there is no body, for that is gone.
 */
export function mayRepeat({ method, body }: RequestHead, sent: ClientRequest, error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException // the platform's errors have one
  return sent.reusedSocket && body === 'none' && IDEMPOTENT.has(method) && (code === 'ECONNRESET' || code === 'EPIPE')
}
