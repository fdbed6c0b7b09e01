import { Buffer } from 'node:buffer'
import { faultyClaims, isObject, type Claims } from '#core/token/claims'
import { NotStrictJson, parseStrictJsonText } from '#core/token/strict-json'
import { PROTOCOL_CLAIMS } from '../../registered-clients/declared-claims.ts'
import type { Client } from '../../registered-clients/clients.ts'
import type { Form } from './form.ts'
import { OAuthError } from '../oauth-error.ts'

/** Bytes of JSON, as of claims that are declared. */
const MAX_ASKED_CLAIMS = 4000

/**
 * The claims that a request asks for with the parameter `claims`, a JSON object: for whoever is open to that (OPEN=1).
 * @param isOwnName whether the client asks in its own name; else another one says who the subject is
 * @throws OAuthError invalid_request for what is no such object, and for claims that the issuer alone says
 */
export function askedClaims(form: Form, { isOpen }: Pick<Client, 'isOpen'>, isOwnName = false): Claims {
  const text = isOpen ? form.get('claims') : undefined
  if (text === undefined) return {}
  if (Buffer.byteLength(text) > MAX_ASKED_CLAIMS) throw refusedClaims(`must have ${MAX_ASKED_CLAIMS} bytes or fewer`)
  const claims = readClaims(text)
  const own = Object.keys(claims).find((name) => PROTOCOL_CLAIMS.has(name))
  if (own !== undefined) throw refusedClaims(`must not have ${own}: the issuer says it itself`)
  if (!isOwnName && claims.sub !== undefined)
    throw refusedClaims('must not have sub: what was presented says of whom the token speaks')
  if (faultyClaims(claims).length > 0) throw refusedClaims('must have a sub that is a text, not empty, or none')
  return claims
}

function readClaims(text: string): Claims {
  try {
    const value = parseStrictJsonText(text)
    if (isObject(value)) return value
  } catch (error) {
    if (!(error instanceof NotStrictJson)) throw error
    throw refusedClaims(`must be a JSON object, but ${error.message}`)
  }
  throw refusedClaims('must be a JSON object')
}

const refusedClaims = (why: string) => new OAuthError('invalid_request', `The parameter claims ${why}`)
