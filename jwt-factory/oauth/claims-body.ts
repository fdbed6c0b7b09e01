import type { Request, RequestHandler } from 'express'
import { jsonBody } from '#core/http/input'
import { Problem } from '#core/http/problem'
import { NotStrictJson, parseStrictJson } from '#core/token/strict-json'
import { formOf, isFormType, oauthBody, withoutForm } from './form.ts'

const formBody = oauthBody(false)

/**
 * Reads the claims that a client asks for: the body itself, as JSON; or the parameter `claims` of a form, beside which the
 * client may prove itself with the other parameters of /token.
 */
export const claimsBody: RequestHandler = (request, response, next) => {
  if (!isFormType(request.headers['content-type'] ?? '')) {
    withoutForm(request)
    return jsonBody(request, response, next)
  }
  return formBody(request, response, next)
}

/** The claims of a request whose body was read by `claimsBody`. @throws Problem invalid-input for a text that is no JSON */
export function claimsOf(request: Request): unknown {
  if (!isFormType(request.headers['content-type'] ?? '')) return request.body
  const form = formOf(request)
  const lost = Object.keys(form.values).filter((name) => !KNOWN.has(name))
  if (lost.length > 0) throw new Problem('invalid-input', NOT_CLAIMS)
  const text = form.get('claims')
  if (text === undefined) return {}
  try {
    return parseStrictJson(new TextEncoder().encode(text))
  } catch (error) {
    if (!(error instanceof NotStrictJson)) throw error
    throw new Problem('invalid-input', `The parameter claims is refused: ${error.message}.`)
  }
}

/** Beside the claims, whatever proves the client. */
const KNOWN = new Set(['claims', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type'])

/** curl says form where nobody says JSON: then the claims would be lost, and the token would look as if nothing was asked for. */
const NOT_CLAIMS = `The form has parameters that are not known here. It takes ${[...KNOWN].join(', ')}, and the address takes expired and lifetime; a body of JSON needs the header content-type: application/json.`
