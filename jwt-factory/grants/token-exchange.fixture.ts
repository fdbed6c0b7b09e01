import { expect } from 'vitest'
import { ACCESS_TOKEN_TYPE, TOKEN_EXCHANGE } from '../oauth-uris.ts'
import type { TestIssuer } from '../test-issuer.ts'

/** What every exchange of these tests asks with: B has got a token, and wants one for C. */
export const EXCHANGE = {
  grant_type: TOKEN_EXCHANGE,
  subject_token_type: ACCESS_TOKEN_TYPE,
  audience: 'servicec',
}

/** @param factory the one of the test that runs */
export function exchangesAt(factory: () => TestIssuer) {
  const exchange = (subject_token: string, form: Record<string, string> = {}, client = 'serviceb') =>
    factory().post('/token', { ...EXCHANGE, subject_token, ...form }, client)
  const refused = async (error: string, ...request: Parameters<typeof exchange>) => {
    const { body } = await exchange(...request).expect(400)
    expect(body.error).toBe(error)
    expect(body).not.toHaveProperty('access_token')
  }
  return { exchange, refused }
}
