import type { Request, RequestHandler } from 'express'
import { readQuery, yesOrNo } from './query.ts'

/** What every route that answers JSON takes besides its own parameters. */
export const PRETTY = { pretty: yesOrNo }

/** For the index of a process. */
export const PRETTY_ABOUT = { '?pretty=1': 'behind any address: indents the JSON of the answer' }

/** Looks at `?pretty=1` before anything is made. @throws Problem invalid-input for what is neither yes nor no */
export const checkPretty: RequestHandler = (request, _response, next) => {
  const pretty = prettyOf(request)
  if (pretty !== undefined) readQuery({ pretty }, PRETTY)
  next()
}

/** JSON as it is sent: one line or, where a person asked for it, indented; with a newline at the end, for terminals. */
export function jsonText(request: Request, body: unknown): string {
  return `${JSON.stringify(body, undefined, wantsPretty(request) ? 2 : undefined)}\n`
}

/** The same for a body that is JSON already, and is taken apart only where it must be. */
export const jsonTextOf = (request: Request, json: string): string =>
  wantsPretty(request) ? jsonText(request, JSON.parse(json)) : `${json}\n`

function wantsPretty(request: Request): boolean {
  const pretty = prettyOf(request)
  return typeof pretty === 'string' && yesOrNo.read(pretty) === true
}

/** Most addresses have no query, and need not be taken apart. */
const prettyOf = (request: Request): unknown =>
  request.originalUrl.includes('?') ? request.query['pretty'] : undefined
