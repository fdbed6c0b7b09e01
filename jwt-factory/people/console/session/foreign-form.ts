import type { RequestHandler } from 'express'
import { Problem } from '#core/http/problem'
import { isFromOwnPage } from './own-page.ts'

/** Before anything of a form is read. @throws Problem foreign-origin */
export const refuseForeignForm: RequestHandler = (request, _response, next) => {
  if (!isFromOwnPage(request)) throw new Problem('foreign-origin', NO_FORM_OF_OURS)
  next()
}

export const NO_FORM_OF_OURS =
  'This form does not come from a page of this session. Open the page again, and send its form.'
