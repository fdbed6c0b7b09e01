import { hash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { problemSaid, type OwnAnswer } from '../http/forward/own-answer.ts'
import { Problem, type ProblemType } from '../http/problem.ts'
import type { RequestContext } from '../trace/request-context.ts'

/** What a person is told, or a program. */
export interface LoginWords {
  status: number
  /** Of the problem, for programs. */
  type: ProblemType
  title: string
  detail: string
  /** Where a person goes from here. */
  link?: { href: string; text: string }
  cookies?: readonly string[]
  headers?: Readonly<Record<string, string>>
}

/** A page for a person and a problem (RFC 9457) for a program; no cache keeps either. */
export function saidInWords(words: LoginWords, request: IncomingMessage, context: RequestContext): OwnAnswer {
  const { status, type, detail, cookies = [], headers = {} } = words
  const further = { ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) }
  if (!takesPage(request)) {
    const { headers: own, body } = problemSaid(new Problem(type, detail, { status }), request, context)
    return { status, headers: { ...own, ...further }, body }
  }
  return { status, headers: { ...PAGE_HEADERS, ...further }, body: pageText(words, context.trace.traceId) }
}

/** To another place. The address of the one that it leaves is not told there: it may have a code in it. */
export const redirected = (location: string, cookies: readonly string[] = []): OwnAnswer => ({
  status: 302,
  headers: {
    location,
    'referrer-policy': 'no-referrer',
    ...(cookies.length > 0 && { 'set-cookie': cookies }),
  },
  body: '',
})

/** The same by a page, for cookies that a browser does not send while it follows what another site has begun. */
export function redirectedByPage(location: string, cookies: readonly string[], traceId: string): OwnAnswer {
  const words = { status: 200, title: 'You are logged in', detail: 'The page that you asked for follows.' } as const
  const link = { href: location, text: 'Go on' }
  return {
    status: 200,
    headers: { ...PAGE_HEADERS, 'set-cookie': cookies },
    body: pageText({ ...words, link }, traceId, `<meta http-equiv="refresh" content="0;url=${escapedText(location)}">`),
  }
}

/** Whether a person reads the answer. */
const takesPage = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade === undefined &&
  (headers['sec-fetch-mode'] === 'navigate' || /\btext\/html\b/.test(headers.accept ?? ''))

const LOGIN_STYLE =
  'body{margin:0;font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}' +
  'main{max-width:36rem;margin:15vh auto 0;padding:0 1.5rem}h1{font-size:1.4rem}small{opacity:.7}'

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${hash('sha256', LOGIN_STYLE, 'base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}

function pageText(
  { title, detail, link }: Pick<LoginWords, 'title' | 'detail' | 'link'>,
  traceId: string,
  head = '',
): string {
  const way = link ? `<p><a href="${escapedText(link.href)}">${escapedText(link.text)}</a></p>` : ''
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapedText(title)}</title><style>${LOGIN_STYLE}</style>${head}</head>
<body><main><h1>${escapedText(title)}</h1><p>${escapedText(detail)}</p>${way}
<p><small>The log of the gateway knows this request as <code>${escapedText(traceId)}</code>.</small></p></main></body></html>
`
}

const escapedText = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
