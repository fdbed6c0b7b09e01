import { afterEach, beforeEach, expect } from 'vitest'
import { openTestIssuer, type TestIssuer } from '../test-issuer.ts'

export const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
export const TYPE = 'authorization-grant+jwt'

/** For each test a factory, and how an assertion is presented to it as a grant (RFC 7523 §2.1). */
export function assertionsForEachTest() {
  const at = {} as { factory: TestIssuer } // there is one in every test
  beforeEach(async () => {
    at.factory = await openTestIssuer()
  })
  afterEach(() => at.factory.close())

  const present = (assertion: string, form: Record<string, string> = {}, client = 'servicea', path = '/token') =>
    at.factory.post(path, { grant_type: GRANT, assertion, ...form }, client)
  const refused = async (...request: Parameters<typeof present>) => {
    const { body } = await present(...request).expect(400)
    expect(body.error).toBe('invalid_grant')
  }
  return { at, present, refused }
}
