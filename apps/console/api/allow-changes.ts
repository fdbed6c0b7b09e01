import type { RequestHandler } from 'express'
import { allowControl } from '#core/control/allow-control'
import { Problem } from '#core/http/problem'
import { isSameSecret, secretDigest } from '#core/http/same-secret'

/** What is asked for in front of the routes of a console. */
export interface ConsoleAccess {
  /** Of whatever changes something, or tells a secret. */
  changes: RequestHandler[]
  /** Of the judges, whom programs ask, too. */
  judges: RequestHandler[]
}

export interface ConsoleSecrets {
  /** A page of the console says it with each change. */
  pageToken: string
  /** Whoever knows it may change things from another machine. */
  controlToken: string | undefined
}

/**
 * Who may change something: a page of this console, opened on this machine; from another one with CONTROL_TOKEN. The judges change
 * nothing: programs ask them as they ask any control plane.
 * @throws Problem foreign-origin where the page is none of ours; control-token or local-only from elsewhere
 */
export function allowConsole({ pageToken, controlToken }: ConsoleSecrets): ConsoleAccess {
  const mayControl = allowControl({ isOn: true, token: controlToken })
  return { changes: [fromPage(pageToken), mayControl], judges: [mayControl] }
}

/** It comes from a page of this console as it runs now. @throws Problem foreign-origin */
export function fromPage(pageToken: string): RequestHandler {
  const wanted = secretDigest(pageToken)
  return (request, _response, next) => {
    const given = request.get('x-page-token')
    if (given === undefined || !isSameSecret(given, wanted)) throw new Problem('foreign-origin', OTHER_PAGE)
    next()
  }
}

const OTHER_PAGE = 'This did not come from a page of the console as it runs now. Load the page again.'
