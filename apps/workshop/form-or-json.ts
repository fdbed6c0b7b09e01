import type { RequestHandler } from 'express'
import { readBytes } from '#core/http/body'
import { jsonBody } from '#core/http/input'
import { Problem } from '#core/http/problem'

const ROOM_FORM = /^application\/x-www-form-urlencoded\s*(?:;\s*charset=utf-8\s*)?$/i

/** No form of the room has more. */
const MOST_FIELDS_OF_ROOM = 10

/** Reads a body that is JSON, or a form of a page (URL §5.1): `request.body` is an object then. */
export const formOrJson: RequestHandler = (request, response, next) => {
  if (ROOM_FORM.test(request.headers['content-type'] ?? '')) readRoomForm(request, response, next)
  else jsonBody(request, response, next)
}

const readRoomForm: RequestHandler = (request, response, next) =>
  readBytes(request, response, (error?: unknown) => {
    if (error !== undefined) return next(error)
    const bytes: unknown = request.body
    const text = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : ''
    const fields = [...new URLSearchParams(text.slice(0, LONGEST_FORM))]
    if (fields.length > MOST_FIELDS_OF_ROOM || text.length > LONGEST_FORM)
      return next(new Problem('invalid-input', 'The form has more in it than there can be.'))
    request.body = Object.fromEntries(fields)
    next()
  })

/** A token of 4000 signs, each with a percent sign. Characters. */
const LONGEST_FORM = 15_000
