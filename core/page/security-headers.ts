import type { Response } from 'express'
import { TLSSocket } from 'node:tls'
import { nameIn } from '../http/guard.ts'
import { isLocalName } from '../http/local.ts'
import type { HtmlPage } from './layout.view.ts'

/**
 * What a page of ours may do: load and ask what its own process serves, and nothing else. No script and no style stands in the
 * markup, so that what a token says can never become one (CSP Level 3 §6). Nobody may put it in a frame.
 */
const policyFor = ({ formsLeadTo = [], isWithoutScript }: PageNeeds) =>
  [
    "default-src 'self'",
    ...(isWithoutScript ? ["script-src 'none'"] : []),
    "base-uri 'none'",
    ['form-action', "'self'", ...formsLeadTo].join(' '),
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ')

/** What a page says of itself. */
type PageNeeds = Pick<HtmlPage, 'formsLeadTo' | 'isWithoutScript'>

const HEADERS = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

/** By plain HTTP from another machine a browser does not take it, and complains (HTML §7.1.3.1, Secure Contexts §3.1). */
const OPENER = ['cross-origin-opener-policy', 'same-origin'] as const

/** On every HTML answer, and on what it loads. */
export function secureHeaders(response: Response, page: PageNeeds = {}): void {
  response.setHeader('content-security-policy', policyFor(page))
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
  const { socket, headers } = response.req
  if (socket instanceof TLSSocket || isLocalName(nameIn(headers.host ?? ''))) response.setHeader(...OPENER)
}
