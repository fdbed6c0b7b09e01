import type { Request, RequestHandler, Response } from 'express'
import { foreignOrigin, isNavigation, isSentForm, type Guard } from './guard.ts'
import { Problem } from './problem.ts'

/** As much of a route as decides who may call it. */
interface Guarded {
  cors?: 'open' | 'listed'
  makes?: 'state' | 'tokens'
  leadsOn?: true
}

/**
 * A page of somebody else must not use the browser of a person of this machine as its deputy: it cannot mint, change or
 * read anything here. A person who follows a link may, where nothing is made by that.
 */
export function refuseForeigners({ cors, makes, leadsOn }: Guarded, guard: Guard): RequestHandler {
  return (request, _response, next) => {
    const origin = cors === 'open' ? undefined : foreignOrigin(request, guard)
    const isLink = isNavigation(request)
    if (origin === undefined || (makes !== 'state' && isLink) || (leadsOn && isSentForm(request))) return next()
    throw new Problem('foreign-origin', isLink ? LINK : PAGE)
  }
}

const PAGE = 'A page of another origin asks for this. Add its origin to ALLOWED_ORIGINS if it is one of yours.'
const LINK =
  'A link on a page of another origin leads here, and following it would change something for good. Open it from a page of this process, ' +
  'type the address, or use curl.'

/** Lets pages read the answer (Fetch §3.2): all, or those that are listed. Never with credentials of the browser. */
export function allowCors(cors: 'open' | 'listed', guard: Guard): RequestHandler {
  return (request, response, next) => {
    setOrigin(request, response, cors, guard)
    next()
  }
}

/** Tells a page, before it calls, what it may send. */
export function answerPreflight(
  request: Request,
  response: Response,
  cors: 'open' | 'listed',
  guard: Guard,
  methods: string,
): void {
  if (!setOrigin(request, response, cors, guard)) return
  response.setHeader('access-control-allow-methods', methods)
  response.setHeader('access-control-allow-headers', 'authorization, content-type, if-none-match, traceparent')
  response.setHeader('access-control-max-age', '600')
}

function setOrigin(request: Request, response: Response, cors: 'open' | 'listed', { origins }: Guard): boolean {
  if (cors === 'open') {
    response.setHeader('access-control-allow-origin', '*')
    return true
  }
  response.vary('origin')
  const { origin } = request.headers
  if (origin === undefined || !origins.has(origin)) return false
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', 'www-authenticate, retry-after')
  return true
}
