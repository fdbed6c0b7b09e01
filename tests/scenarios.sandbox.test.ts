import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

const EXPIRED = expect.stringMatching(
  /^\{"message":"invalid token","valid":false,"error":\{"name":"TokenExpiredError","message":"jwt expired","expiredAt":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"\},"reason":"expired","claims":\{\}\}\n$/,
)

describe('scenario 1', () => {
  test('B believes a token that the factory signed for it', async () => {
    const { status, body } = await sandbox.plain('servicea', '/scenario1')
    expect(status).toBe(200)
    expect(body).toEqual({
      valid: true,
      claims: {
        iss: 'https://jwt-factory/',
        sub: 'servicea',
        aud: 'serviceb',
        iat: expect.any(Number),
        exp: body.claims.iat + 3600,
        jti: expect.any(String),
      },
    })
  })

  test.each(['1', 'true', 'yes', '123', 'serviceb'])(
    'an expired token (?expired=%s) is refused, word for word',
    async (value) => {
      const { status, text } = await sandbox.plain('servicea', `/scenario1?expired=${value}`)
      expect(status).toBe(200)
      expect(text).toEqual(EXPIRED)
    },
  )

  test.each(['0', 'false', 'no'])('?expired=%s expires nothing', async (value) => {
    expect((await sandbox.plain('servicea', `/scenario1?expired=${value}`)).body.valid).toBe(true)
  })
})

test.each([
  'expired=',
  'expired',
  'expired=x',
  'expired=servicec',
  'expire=1',
  'wrong-audience=1',
  'expired=1&expired=0',
])('?%s is not the good case: 400 says what scenario 1 knows', async (query) => {
  const { status, body } = await sandbox.plain('servicea', `/scenario1?${query}`)
  expect(status).toBe(400)
  expect(body).toMatchObject({
    type: 'urn:jwt-sandbox:problem:invalid-input',
    parameters: ['expired', 'factory-down', 'trace', 'pretty'],
  })
})

test('scenario 2 asks B and C, with a token for each', async () => {
  const { body } = await sandbox.plain('servicea', '/scenario2')
  expect(Object.keys(body)).toEqual(['serviceb', 'servicec'])
  expect(body.serviceb).toMatchObject({ valid: true, claims: { aud: 'serviceb' } })
  expect(body.servicec).toMatchObject({ valid: true, claims: { aud: 'servicec' } })
  expect(body.serviceb.claims.jti).not.toBe(body.servicec.claims.jti)
})

test('scenario 3 signs by itself for some seconds, without the factory', async () => {
  const { body } = await sandbox.plain('servicea', '/scenario3?trace=1')
  expect(body).toMatchObject({
    valid: true,
    claims: { iss: 'https://service-issuer', sub: 'servicea', aud: 'serviceb' },
  })
  expect(body.claims.exp - body.claims.iat).toBe(10)
  expect(body.trace.map((step: { who: string }) => step.who)).not.toContain('jwt-factory')
})

test('scenario 4 signs one token each for B and C', async () => {
  const { body } = await sandbox.plain('servicea', '/scenario4')
  expect(Object.keys(body)).toEqual(['serviceB', 'serviceC'])
  expect(body.serviceB).toMatchObject({ valid: true, claims: { aud: 'serviceb' } })
  expect(body.serviceC).toMatchObject({ valid: true, claims: { aud: 'servicec' } })
})

test.each([
  [2, 'serviceb', 'servicec'],
  [4, 'serviceB', 'serviceC'],
])('in scenario %i, ?expired=servicec expires only the token for C', async (number, keyOfB, keyOfC) => {
  const { body } = await sandbox.plain('servicea', `/scenario${number}?expired=servicec`)
  expect(body[keyOfB].valid).toBe(true)
  expect(`${JSON.stringify(body[keyOfC])}\n`).toEqual(EXPIRED)
})
