import type { RequestHandler } from 'express'
import { allowControl } from '#core/control/allow-control'
import { Problem } from '#core/http/problem'
import { isSameSecret, secretDigest } from '#core/http/same-secret'

export interface Changes {
  /** A page of the console says it with each change. */
  pageToken: string
  /** Whoever knows it may change things from another machine. */
  controlToken: string | undefined
}

/**
 * Who may change something: a page of this console, opened on this machine; from another one with CONTROL_TOKEN.
 * @throws Problem foreign-origin where the page is none of ours; control-token or local-only from elsewhere
 */
export function allowChanges({ pageToken, controlToken }: Changes): RequestHandler[] {
  const wanted = secretDigest(pageToken)
  return [
    (request, _response, next) => {
      const given = request.get('x-page-token')
      if (given === undefined || !isSameSecret(given, wanted)) throw new Problem('foreign-origin', OTHER_PAGE)
      next()
    },
    allowControl({ isOn: true, token: controlToken }),
  ]
}

const OTHER_PAGE = 'This did not come from a page of the console as it runs now. Load the page again.'
