import type { RequestHandler } from 'express'
import { sendJson } from '#core/http/app'
import { Problem } from '#core/http/problem'
import { lifetime } from '#core/token/sign'
import { signToken } from '#core/token/sign'
import { verifySignature } from '#core/token/verify-signature'
import type { FactoryParts } from '../factory.ts'

/** Healthy is who can issue and verify, so it does both. */
export function healthz({ rings, clock }: FactoryParts): RequestHandler {
  return async (_request, response) => {
    const [keyId] = rings.ids()
    const key = keyId === undefined ? undefined : rings.active(keyId)
    if (keyId === undefined || !key) throw new Problem('cannot-decide', 'There is no key to sign with.')
    const token = await signToken({ sub: 'healthz', ...lifetime(clock.now(), 1, false) }, key, 'healthz+jwt')
    await verifySignature(token, { algorithms: [key.algorithm], keys: rings.source(keyId) })
    sendJson(response, 200, { status: 'ok' })
  }
}
