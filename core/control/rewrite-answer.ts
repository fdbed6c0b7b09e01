import type { Request, Response } from 'express'

/** An answer as it is about to be sent. */
export interface LeavingAnswer {
  status: number
  body: Buffer
}

/**
 * Lets the handlers of a request answer, and changes what they answer on its way out. They answer at once, with one text.
 * A caller that has the answer already gets it anew: what has been changed is not what it has.
 * @param change gets the answer; it may set headers, and returns what is sent in its place, or undefined when it has seen
 *   to everything
 */
export function rewriteAnswer(
  request: Request,
  response: Response,
  change: (answer: LeavingAnswer) => Buffer | undefined,
): void {
  delete request.headers['if-none-match']
  delete request.headers['if-modified-since']
  const end = response.end.bind(response) as (body?: Uint8Array) => Response // one of its forms
  response.end = ((text?: unknown) => {
    const body = text instanceof Uint8Array ? Buffer.from(text) : Buffer.from(typeof text === 'string' ? text : '')
    response.end = end as Response['end'] // from here on it is itself again
    const changed = change({ status: response.statusCode, body })
    if (changed === undefined) return response
    response.removeHeader('content-length')
    response.removeHeader('etag')
    return end(changed)
  }) as Response['end'] // the forms with a callback are not used here
}
