import type { Request, RequestHandler } from 'express'
import { Problem } from '#core/http/problem'
import { isRingId } from '#core/rings/ring-id'
import type { KeyRings } from '#core/rings/key-rings'
import type { SigningKey } from '#core/keys/signing-key'

/** @throws Problem invalid-input; what was sent is not repeated, it may be anything */
export function readRingId(request: Request): string {
  const { ringId } = request.params
  if (isRingId(ringId)) return ringId
  throw noRingId()
}

const ASKED_WITH = new Set(['GET', 'HEAD', 'POST'])

/** Behind the routes that take a ring id: whatever has slashes in its place. OPTIONS and the like are told what is taken. */
export const refuseSlashes: RequestHandler = (request, _response, next) => {
  const { rest } = request.params // a list of segments
  if (ASKED_WITH.has(request.method) && Array.isArray(rest) && rest.length > 1) throw noRingId()
  next()
}

const noRingId = () =>
  new Problem(
    'invalid-input',
    'A ring id has 1 to 64 of A-Z a-z 0-9 . _ - and does not start with a dot; "__proto__" is not one either.',
  )

/** The key that signs. @throws Problem not-found */
export async function activeKey(rings: KeyRings, ringId: string): Promise<SigningKey> {
  const key = rings.active(ringId) ?? (await rings.find(ringId))
  if (key) return key
  throw new Problem('not-found', `There is no key ring "${ringId}". GET /keys/${ringId} makes one.`)
}
