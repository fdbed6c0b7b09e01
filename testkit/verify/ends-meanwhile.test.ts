import type { IncomingMessage, ServerResponse } from 'node:http'
import { manualClock } from '#core/clock'
import type { Claims } from '#core/token/claims'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { createTokenGuard } from './token-guard.ts'
import type { TokenRules } from './token-rules.ts'

const NOW = 1_800_000_000
const { privateKey, publicKey } = await generateKeyPair('ES256')
const keys = { keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'k' }] }
const token = await new SignJWT({ iss: 'https://issuer', aud: 'orders', exp: NOW + 2 })
  .setProtectedHeader({ alg: 'ES256', kid: 'k' })
  .sign(privateKey)

/** Asks a guard for a token that lives for two seconds more. @param slow the part that takes so many seconds */
async function statusAfter(seconds: number, slow: 'revoked' | 'schema' | 'fetch') {
  const clock = manualClock(NOW * 1000)
  const wait = <Result>(part: string, result: Result) => (part === slow && clock.advance({ seconds }), result)
  const rules: TokenRules = {
    issuer: 'https://issuer',
    audience: 'orders',
    algorithms: ['ES256'],
    typ: 'JWT',
    required: [],
    clockTolerance: 0,
    jwksUri: 'https://issuer/jwks',
    fetch: async () => wait('fetch', Response.json(keys)),
    revoked: async () => wait('revoked', false),
    schema: { '~standard': { validate: async (value) => wait('schema', { value: value as Claims }) } }, // claims are one
  }
  let status = 200
  const response = { writeHead: (code: number) => ((status = code), { end() {} }) }
  const request = { rawHeaders: ['authorization', `Bearer ${token}`], method: 'GET', url: '/' }
  await createTokenGuard(rules, clock)(request as IncomingMessage, response as unknown as ServerResponse) // all that it reads
  return status
}

test.each(['fetch', 'revoked', 'schema'] as const)('a token whose end comes during %s is not let in', async (slow) => {
  expect(await statusAfter(1, slow)).toBe(200)
  expect(await statusAfter(2, slow)).toBe(401)
})
