import type { Peer, PeerAnswer } from '#core/http/peer'
import { Problem } from '#core/http/problem'
import { isObject } from '#core/token/claims'

/** The factory said no, in the form of RFC 6749 §5.2. */
export interface OAuthRefusal {
  status: number
  error: string
  error_description?: string
}

/** @returns undefined for what is no refusal of an OAuth route */
export function readRefusal({ status, body }: PeerAnswer): OAuthRefusal | undefined {
  if (status < 400 || !isObject(body) || typeof body['error'] !== 'string') return undefined
  const description = body['error_description']
  return { status, error: body['error'], ...(typeof description === 'string' && { error_description: description }) }
}

/** The factory could be reached and its answer is of no use. */
export function garbled({ name }: Peer, answer: PeerAnswer): Problem {
  const refusal = readRefusal(answer)
  const members = { peer: name, ...(refusal && { error: refusal.error }) }
  if (refusal && answer.status === 503)
    return new Problem('cannot-decide', `${name} cannot decide at the moment.`, { members })
  const what = refusal?.error ?? (answer.type || 'no content type')
  return new Problem('peer-garbled', `${name} answered ${answer.status} (${what}), which makes no sense here.`, {
    members,
  })
}
