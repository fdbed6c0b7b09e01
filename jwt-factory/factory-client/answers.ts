import type { Peer, PeerAnswer } from '#core/http/peer'
import { notNow } from '#core/http/not-now'
import { Problem } from '#core/http/problem'
import { isObject } from '#core/token/claims'

/** The factory said no, in the form of RFC 6749 §5.2. */
export interface OAuthRefusal {
  status: number
  error: string
  error_description?: string
}

/** @returns undefined for what is no refusal of an OAuth route: of what is asked, not only for now */
export function readRefusal({ status, body }: PeerAnswer): OAuthRefusal | undefined {
  if (status < 400 || status >= 500 || status === 429) return undefined
  const error = errorIn(body)
  if (error === undefined) return undefined
  const description = isObject(body) ? body['error_description'] : undefined
  return { status, error, ...(typeof description === 'string' && { error_description: description }) }
}

/** The factory could be reached and its answer is of no use, or only of none for now. */
export function garbled({ name }: Peer, answer: PeerAnswer): Problem {
  const later = notNow(name, answer)
  if (later) return later
  const error = errorIn(answer.body)
  const members = { peer: name, ...(error !== undefined && { error }) }
  const what = error ?? (answer.type || 'no content type')
  return new Problem('peer-garbled', `${name} answered ${answer.status} (${what}), which makes no sense here.`, {
    members,
  })
}

const errorIn = (body: unknown) => (isObject(body) && typeof body['error'] === 'string' ? body['error'] : undefined)
