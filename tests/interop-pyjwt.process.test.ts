import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import { certifiedFolder } from './support/folders.ts'
import { kidOf } from './support/grants.ts'
import { hostileToken } from './support/hostile-tokens.ts'
import { openLoneFactory } from './support/lone-factory.ts'
import { openPyJwt, withPyJwt, type PyJwt } from './support/python.ts'
import { caFile } from './support/trusting.ts'

// Proof with a client that we did not write, in another language: it fetches the key set over TLS and judges.

/** PyJWT knows Ed25519 by its older name only, EdDSA (RFC 9864 §2.2). */
const ALGORITHMS = ALL_ALGORITHMS.filter((algorithm) => algorithm !== 'Ed25519')

withPyJwt.describe('PyJWT', () => {
  let keysFolder: string
  let python: PyJwt
  beforeAll(async () => {
    keysFolder = await certifiedFolder()
    python = openPyJwt(caFile(keysFolder)) // the same authority as that of every other certified folder
  })
  afterAll(async () => {
    python.close()
    await rm(keysFolder, { recursive: true })
  })

  test.each(ALGORITHMS)('believes %s, before and after a rotation, and refuses what it should', async (algorithm) => {
    const factory = await openLoneFactory({ ALGORITHM: algorithm })
    onTestFinished(factory.close)
    const { grant, rotate, revokeKey, urlOf } = factory
    const good = { jwksUri: urlOf('/jwks'), algorithm, issuer: urlOf(''), audience: 'serviceb' }
    const named = { ...good, jwksUri: urlOf('/issuers/near/jwks'), issuer: urlOf('/issuers/near') }
    const ask = (...questions: (Partial<typeof good> & { token: string })[]) =>
      python.ask(questions.map((question) => ({ ...good, ...question })))

    const before = await grant('servicea', { scope: 'orders.read' })
    await rotate()
    const after = await grant('servicea')
    const near = await grant('servicea', {}, '/issuers/near')
    const answers = await ask(
      { token: before },
      { token: after },
      { ...named, token: near },
      { token: after, audience: 'servicec' },
      { token: after, issuer: named.issuer },
      { token: await grant('servicea', {}, '', '?expired=1') },
      { token: await hostileToken('sig-bit-flipped', after) },
      { token: near },
    )
    expect(answers).toEqual([
      expect.objectContaining({ sub: 'servicea', aud: 'serviceb', scope: 'orders.read' }),
      expect.objectContaining({ sub: 'servicea' }),
      expect.objectContaining({ iss: named.issuer }),
      'InvalidAudienceError',
      'InvalidIssuerError',
      'ExpiredSignatureError',
      'InvalidSignatureError',
      'PyJWKClientError',
    ])
    await revokeKey(kidOf(before))
    expect(await ask({ token: before }, { token: after })).toEqual([
      'PyJWKClientError',
      expect.objectContaining({ sub: 'servicea' }),
    ])
  })
})
