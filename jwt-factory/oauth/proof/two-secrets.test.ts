import { afterAll, beforeAll, expect, test } from 'vitest'
import { basic, openTestIssuer, type TestIssuer } from '../../test-issuer.ts'

let factory: TestIssuer
beforeAll(async () => {
  const twice = {
    secret: 'the one in use now',
    otherSecret: 'the one from before',
    audiences: ['serviceb'],
    scopes: [],
  }
  factory = await openTestIssuer({ clients: { twice } })
})
afterAll(() => factory.close())

test.each([
  ['the one in use now', 200],
  ['the one from before', 200],
  ['the one from long ago', 401],
])('while a secret is being changed, "%s" is answered with %i', async (secret, status) => {
  const asked = factory.http.post('/token').type('form').send({ grant_type: 'client_credentials' })
  expect((await asked.set('authorization', basic('twice', secret))).status).toBe(status)
})
