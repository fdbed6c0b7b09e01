import type { RequestHandler } from 'express'
import { hasBody } from '#core/http/body'
import { Problem } from '#core/http/problem'
import { adminFormBody, adminFormOf } from '../people/console/session/admin-form.ts'
import { LONGEST_LOGIN_ADDRESS } from './ask-library.ts'

/**
 * What a form asks for is asked by a link: applications may send browsers in either way (OpenID Connect Core §3.1.2.1, RP-Initiated Logout
 * §2). The cookies of a session are SameSite=Lax: they do not come with a form of another page, and they do with the GET that follows.
 * What the address of the form says does not count.
 */
export const askedByForm: readonly RequestHandler[] = [
  (request, response, next) => {
    if (!hasBody(request)) throw new Problem('invalid-input', 'The form is empty.')
    adminFormBody(request, response, next)
  },
  (request, response) => {
    const asked = new URLSearchParams(adminFormOf(request).fields.map(([name, value]) => [name, value])).toString()
    if (asked.length + request.path.length >= LONGEST_LOGIN_ADDRESS)
      throw new Problem(
        'too-large',
        `All that is asked has ${LONGEST_LOGIN_ADDRESS} letters at most, as in an address.`,
      )
    response.setHeader('cache-control', 'no-store')
    response.status(303).setHeader('location', `?${asked}`)
    response.end()
  },
]
