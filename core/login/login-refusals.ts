import type { IncomingMessage } from 'node:http'
import type { OwnAnswer } from '../http/forward/own-answer.ts'
import type { RequestContext } from '../trace/request-context.ts'
import { saidInWords } from './login-answers.ts'
import type { GateParts } from './gate-parts.ts'

/** The callback and the logout are links; a HEAD would use up what may be used once. */
export const onlyGet = (request: IncomingMessage, context: RequestContext): OwnAnswer =>
  saidInWords(
    {
      status: 405,
      type: 'method-not-allowed',
      title: 'This address takes GET alone',
      detail: 'This address belongs to the login, and takes GET alone.',
      headers: { allow: 'GET' },
    },
    request,
    context,
  )

/** A site that sets cookies for its whole domain could slip a person into a session of its own; which one is right nobody can tell. */
export function cookieTwice(
  request: IncomingMessage,
  context: RequestContext,
  { sessions, metrics }: GateParts,
): OwnAnswer {
  metrics.count('refused')
  context.recorder.step({
    verb: 'refuses',
    what: 'the request',
    reason: 'the browser sends the cookie of a session twice',
  })
  return saidInWords(
    {
      status: 400,
      type: 'invalid-request',
      title: 'There are two sessions',
      detail: `Your browser sends the cookie ${sessions.cookieName} twice. Another site below the same domain may have set it: delete the cookies of this site, and log in again.`,
    },
    request,
    context,
  )
}

/**
 * A page of another site opens a web socket with the cookies of the person, and could read it all (RFC 6455 §10.2); programs say no
 * origin.
 */
export function isForeignSocket({ headers }: IncomingMessage, appOrigin: string): boolean {
  const { upgrade, origin } = headers
  return upgrade !== undefined && origin !== undefined && origin !== appOrigin
}

export function foreignSocket(request: IncomingMessage, context: RequestContext): OwnAnswer {
  context.recorder.step({ verb: 'refuses', what: 'a web socket for a page of somebody else' })
  return saidInWords(
    {
      status: 403,
      type: 'foreign-origin',
      title: 'This page may not do that',
      detail: 'A web socket of this application is for its own pages alone.',
    },
    request,
    context,
  )
}
