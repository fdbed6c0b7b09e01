import type { RequestHandler } from 'express'
import { contextOf } from '#core/http/context'
import type { Claims } from '#core/token/claims'
import { ANYONE } from '#core/token/trust'
import type { Client } from '../clients/clients.ts'
import { sendSecret } from '../oauth/answer.ts'
import { authenticateClient } from '../oauth/authenticate-client.ts'
import { formOf, required } from '../oauth/form.ts'
import { judgeOwnToken } from '../oauth/own-token.ts'
import type { IssuerParts } from '../oauth/parts.ts'

/** What an answer may tell (RFC 7662 §2.2, RFC 8693 §4). */
const TOLD = ['iss', 'sub', 'aud', 'client_id', 'scope', 'iat', 'nbf', 'exp', 'jti', 'act', 'may_act']

/**
 * Says whether a token is alive (RFC 7662): to its recipient and to the client that got it. Everybody else hears the
 * same as about garbage, so that nobody can fish for tokens (§4). A hint about its kind is not needed, and ignored.
 */
export function introspect(parts: IssuerParts): RequestHandler {
  return async (request, response) => {
    const client = await authenticateClient(parts, request)
    const token = required(formOf(request), 'token')
    const context = contextOf(request)
    const verdict = await judgeOwnToken(parts, context, { token, what: 'the token', audience: ANYONE })
    const isActive = verdict.valid && concerns(client, verdict.claims)
    if (context.recorder.isOn) {
      context.recorder.step({ verb: 'answers', what: `${client.id} that the token is ${isActive ? '' : 'not '}active` })
    }
    sendSecret(response, isActive ? active(verdict.claims) : { active: false })
  }
}

function concerns({ id }: Client, { aud, client_id: owner }: Claims): boolean {
  return owner === id || [aud].flat().includes(id)
}

function active(claims: Claims): Record<string, unknown> {
  const told = TOLD.filter((name) => Object.hasOwn(claims, name)).map((name) => [name, claims[name]])
  return { active: true, token_type: 'Bearer', ...Object.fromEntries(told) }
}
