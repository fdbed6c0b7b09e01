import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BEARER_ASSERTIONS } from '../../grants/jwt-bearer.ts'
import { assertion, assertionForm, openTestIssuer, secretOf, type TestIssuer } from '../../test-issuer.ts'
import { CLIENT_ASSERTION } from './authenticate-client.ts'
import { AUTH_METHODS } from './credentials.ts'

let factory: TestIssuer
beforeAll(async () => {
  factory = await openTestIssuer()
})
afterAll(() => factory.close())

const asGrant = async (type: string) =>
  factory.post(
    '/token',
    {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: await assertion(factory, 'servicea', {}, undefined, type),
    },
    'servicea',
  )
const asClient = async (type: string) => {
  const form = assertionForm(await assertion(factory, 'servicea', {}, undefined, type))
  return factory.post('/token', { grant_type: 'client_credentials', ...form })
}

describe('the kinds of assertion', () => {
  const TYPES = [...new Set([...BEARER_ASSERTIONS, ...CLIENT_ASSERTION, 'at+jwt', 'healthz+jwt', 'jose'])]

  test.each(TYPES)('%s proves a client, or is a grant, or neither', async (type) => {
    expect((await asGrant(type)).status).toBe(BEARER_ASSERTIONS.includes(type) ? 200 : 400)
    expect((await asClient(type)).status).toBe(CLIENT_ASSERTION.includes(type) ? 200 : 401)
  })

  test('have one in common, the one from before they had names of their own (draft 7523bis)', () => {
    expect([BEARER_ASSERTIONS, CLIENT_ASSERTION]).toEqual([
      ['JWT', 'authorization-grant+jwt'],
      ['JWT', 'client-authentication+jwt'],
    ])
  })
})

describe('the ways to authenticate that discovery lists', () => {
  /** The one that needs a connection over TLS has a test of its own: tests/tls-client-auth.test.ts. */
  const OVER_TLS = 'tls_client_auth'
  const methods = AUTH_METHODS.filter((method) => method !== OVER_TLS)

  test.each(methods)('%s works', async (method) => {
    const form = { grant_type: 'client_credentials' }
    const secret = { client_id: 'servicea', client_secret: secretOf('servicea') }
    const ways: Record<typeof method, () => PromiseLike<{ status: number }>> = {
      private_key_jwt: async () =>
        factory.post('/token', { ...form, ...assertionForm(await assertion(factory, 'servicea')) }),
      client_secret_basic: () => factory.post('/token', form, 'servicea'),
      client_secret_post: () => factory.post('/token', { ...form, ...secret }),
    }
    expect((await ways[method]()).status).toBe(200)
    expect(AUTH_METHODS.toSorted()).toEqual([...Object.keys(ways), OVER_TLS].toSorted())
  })
})
