import type { RequestHandler } from 'express'
import type { Examined } from '#core/access/judge'
import { contextOf } from '#core/http/context'
import { sendSecret } from '#core/http/send'
import type { Claims } from '#core/token/claims'
import { ANYONE } from '#core/token/trust'
import type { Client } from '../../registered-clients/clients.ts'
import type { AuthenticateClient } from '../proof/authenticate-client.ts'
import { formOf, requireParameter } from '../request/form.ts'
import type { JudgeOwnToken } from '../granted/own-token.ts'

export interface IntrospectParts {
  authenticate: AuthenticateClient
  judgeOwnToken: JudgeOwnToken
}

/**
 * Says whether a token is alive (RFC 7662): to its recipient and to the client that got it. Everybody else hears the
 * same as about garbage, so that nobody can fish for tokens (§4). A hint about its kind is not needed, and ignored.
 */
export function introspect({ authenticate, judgeOwnToken }: IntrospectParts): RequestHandler {
  return async (request, response) => {
    const { client, spend } = await authenticate(request)
    const token = requireParameter(formOf(request), 'token')
    await spend()
    const context = contextOf(request)
    const verdict = await judgeOwnToken(context, { token, what: 'the token', audience: ANYONE })
    const answer = introspectionFor(client, verdict)
    if (context.recorder.isOn) {
      const how = answer.active ? '' : 'not '
      context.recorder.step({ verb: 'answers', what: `${client.id} that the token is ${how}active` })
    }
    sendSecret(response, answer)
  }
}

/** What this client hears of a token (RFC 7662 §2.2). */
export function introspectionFor(client: Client, verdict: Examined): { active: boolean } {
  const isActive = verdict.valid && concerns(client, verdict.claims)
  return isActive ? activeAnswer(verdict.claims) : { active: false }
}

function concerns({ id, audience, isOpen }: Client, { aud, client_id: owner }: Claims): boolean {
  return isOpen === true || owner === id || [aud].flat().includes(audience)
}

/** The issuer says it itself: no claim can. */
const SAID_HERE = { active: true, token_type: 'Bearer' } as const

/**
 * All that the token says (RFC 7662 §2.2, RFC 8693 §4), whoever has chosen it: its declaration, its request, or who minted it. It
 * is a signed text that whoever asks has read already.
 */
const activeAnswer = (claims: Claims): { active: true } => ({ ...SAID_HERE, ...claims, ...SAID_HERE })
