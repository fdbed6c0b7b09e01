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

/** What a request asks for at an issuer whose body was read by `claimsBody`. */
interface AskedToken {
  claims: unknown
  /** Seconds, as they were sent; for JSON they stand in the address, for `lifetime` there is a claim as any other. */
  lifetime?: string | undefined
}

/** @throws Problem invalid-input for a text that is no JSON, or a parameter that is not known */
export function readAsked(request: Request): AskedToken {
  if (!isFormType(request.headers['content-type'] ?? '')) return { claims: request.body }
  const form = formOf(request)
  const lost = Object.keys(form.values).filter((name) => !KNOWN.has(name))
  if (lost.length > 0) throw new Problem('invalid-input', NOT_CLAIMS)
  return { claims: parseClaims(form.get('claims')), lifetime: form.get('lifetime') }
}

function parseClaims(text = '{}'): unknown {
  try {
    return parseStrictJson(new TextEncoder().encode(text))
  } catch (error) {
    if (!(error instanceof NotStrictJson)) throw error
    throw new Problem('invalid-input', `The parameter claims is refused: ${error.message}.`)
  }
}

/** Beside the claims, whatever proves the client. */
const KNOWN = new Set(['claims', 'lifetime', 'client_id', 'client_secret', 'client_assertion', 'client_assertion_type'])

/** curl says form where nobody says JSON: then the claims would be lost, and the token would look as if nothing was asked for. */
const NOT_CLAIMS = `The form has parameters that are not known here. It takes ${[...KNOWN].join(', ')}, and the address takes expired, and lifetime as well; a body of JSON needs the header content-type: application/json.`
