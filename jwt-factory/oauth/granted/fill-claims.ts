import type { Claims } from '#core/token/claims'
import { MAX_TOKEN_LENGTH } from '#core/token/compact-form'
import { fillTemplate } from '../../registered-clients/claim-template.ts'
import type { Form } from '../request/form.ts'
import { OAuthError } from '../oauth-error.ts'

/** A parameter that becomes part of a claim. Characters. */
const MAX_PARAMETER = 1000

/** What stands in no name of people: controls, ends of lines, halves of surrogate pairs, and what was no UTF-8 (U+FFFD). */
const ODD = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\ufffd]/u

/**
 * The claims that are declared, with the parameters of the request in their places.
 * @param isOwnName whether the client asks in its own name; else another one says who the subject is, and `sub` is left out
 * @throws OAuthError invalid_request naming the parameter that is missing, will not do or is too much, and the claim that it is for
 */
export function fillClaims(declared: Claims, form: Form, isOwnName = false): Claims {
  const wanted = Object.entries(declared).filter(([claim]) => isOwnName || claim !== 'sub')
  let room = MAX_TOKEN_LENGTH // a thousand places and a thousand characters for each are a million: it ends before
  const valueFor = (claim: string) => (parameter: string) => {
    const value = valueOf(parameter, claim, form)
    room -= value.length
    if (room < 0) throw refusedParameter(parameter, `makes the token too long: the claim ${claim} is made of it`)
    return value
  }
  return Object.fromEntries(wanted.map(([claim, value]) => [claim, fill(value, valueFor(claim))]))
}

function fill(value: unknown, valueOf: (parameter: string) => string): unknown {
  if (typeof value === 'string') return fillTemplate(value, valueOf)
  if (Array.isArray(value)) return value.map((member) => fill(member, valueOf))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fill(member, valueOf)]))
}

function valueOf(parameter: string, claim: string, form: Form): string {
  const value = form.get(parameter)
  const refuse = (why: string) => refusedParameter(parameter, why)
  if (value === undefined) throw refuse(`is required: the claim ${claim} is made of it`)
  if (value.length > MAX_PARAMETER)
    throw refuse(`must have ${MAX_PARAMETER} characters or fewer: the claim ${claim} is made of it`)
  if (ODD.test(value)) throw refuse(`must have no control characters and be UTF-8: the claim ${claim} is made of it`)
  return value
}

const refusedParameter = (parameter: string, why: string) =>
  new OAuthError('invalid_request', `The parameter ${parameter} ${why}`)
