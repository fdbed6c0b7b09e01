import type { ServerResponse } from 'node:http'

/**
 * What a page of ours may do: load and ask what its own process serves, and nothing else. No script and no style stands in the
 * markup, so that what a token says can never become one (CSP Level 3 §6). Nobody may put it in a frame.
 */
const POLICY = [
  "default-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

/** On every HTML answer, and on what it loads. */
export function secureHeaders(response: Pick<ServerResponse, 'setHeader'>): void {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
}
