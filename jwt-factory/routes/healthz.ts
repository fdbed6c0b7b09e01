import type { RequestHandler } from 'express'
import type { Clock } from '#core/clock'
import { Problem } from '#core/http/problem'
import { sendJson } from '#core/http/send'
import type { KeyRings } from '#core/rings/key-rings'
import { lifetime, signToken } from '#core/token/sign'
import { verifySignature } from '#core/token/verify-signature'

interface HealthzParts {
  rings: KeyRings
  clock: Clock
  /** What is set here, for whoever looks. */
  note: () => object
}

/** Healthy is who can issue and verify, so it does both. */
export function healthz({ rings, clock, note }: HealthzParts): RequestHandler {
  return async (_request, response) => {
    const [ringId] = rings.ids()
    const key = ringId === undefined ? undefined : rings.active(ringId)
    if (ringId === undefined || !key) throw new Problem('cannot-decide', 'There is no key to sign with.')
    const token = await signToken({ sub: 'healthz', ...lifetime(clock.now(), 1, false) }, key, 'healthz+jwt')
    await verifySignature(token, { algorithms: [key.algorithm], keys: rings.source(ringId) })
    sendJson(response, 200, { status: 'ok', ...note() })
  }
}
