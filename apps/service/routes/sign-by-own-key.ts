import type { RequestHandler } from 'express'
import { z } from 'zod'
import { parseInput } from '#core/http/input'
import { Problem } from '#core/http/problem'
import { sendText } from '#core/http/send'
import type { KeyRings } from '#core/rings/key-rings'
import { signText } from '#core/token/sign'
import type { Role } from '#scenarios'

/** What a service is to sign: any payload, JSON or not. */
export const signingOrder = z.strictObject({
  header: z
    .record(z.string(), z.unknown())
    .default({ typ: 'JWT' })
    .describe('further members; alg and kid are those of the key'),
  payload: z.string().max(50_000),
})

export interface SignByOwnKeyParts {
  role: Role
  keys: Pick<KeyRings, 'active'>
}

/** Signs anything with the service's own key, for tests of verifiers: the control plane stands in front of it. */
export const signByOwnKey =
  ({ role, keys }: SignByOwnKeyParts): RequestHandler =>
  async ({ body }, response) => {
    const { header, payload } = parseInput(signingOrder, body)
    const key = keys.active(role)
    if (!key) throw new Problem('bug', 'This service has no key pair.')
    const token = await signText(payload, header, key).catch((cause: unknown) => {
      throw new Problem('invalid-input', 'This header cannot be signed by the key of this service.', { cause })
    })
    sendText(response, 'application/jwt', `${token}\n`)
  }
