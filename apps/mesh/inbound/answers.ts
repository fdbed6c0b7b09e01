import { DENIAL_BODY } from '#core/policy/mesh/decision'
import type { OwnAnswer } from '#core/http/forward/own-answer'

/** What the mesh answers by itself, to the letter: 19 bytes, and no challenge (M-22). */
export const DENIAL: OwnAnswer = {
  status: 403,
  headers: { 'content-type': 'text/plain' },
  body: DENIAL_BODY,
  isWhole: true,
}

/** Nothing but a status: the external authorizer could not be asked. */
export const unaskedAnswer = (status: number): OwnAnswer => ({ status, headers: {}, body: '', isWhole: true })
