import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NAMED_TOKEN_IDS } from '#core/token/named-tokens'
import type { Step } from '#core/trace/step'
import { KONG_SAYS, STRICT_SAYS } from './support/named-verdicts.ts'
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
    parameters: ['expired', 'token', 'factory-down', 'trace', 'pretty'],
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

const saidOf = ({ valid, reason, message }: { valid?: boolean; reason?: string; message?: string }) =>
  valid === true ? 'believed' : (reason ?? message)

describe.each([1, 3, 5, 7, 15])('every token by its name in scenario %i', (number) => {
  test.each(NAMED_TOKEN_IDS)('%s', async (name) => {
    const { status, body } = await sandbox.plain('servicea', `/scenario${number}?token=${name}`)
    expect([status, saidOf(body)], JSON.stringify(body)).toEqual([200, STRICT_SAYS[name]])
  })
})

test.each(NAMED_TOKEN_IDS)('%s before the gateways of scenario 13', async (name) => {
  const { status, body } = await sandbox.plain('servicea', `/scenario13?token=${name}`)
  const said = [body.plugins, body['plugins that look at exp']].map(saidOf)
  expect([status, said]).toEqual([200, KONG_SAYS[name] ?? ['believed', 'believed']])
})

test.each([
  [
    '1?token=exp-30-ago',
    'The parameter "token" cannot be "exp-30-ago". Did you mean "exp-30s-ago"? There are: no-token,',
  ],
  ['1?token=valid&expired=1', 'Of "token" and "expired" one holds'],
  ['11?token=valid', 'Scenario 11 takes no token by name ("token"): its tokens are made by a sidecar'],
  ['16?token=valid', 'Scenario 16 takes no token by name ("token"): its tokens are made by the provider'],
  ['13?token=valid&rs256=1', 'leave out "token", or the variant'],
])('scenario %s is refused, with words', async (play, words) => {
  const { status, body } = await sandbox.plain('servicea', `/scenario${play}`)
  expect([status, body.detail]).toEqual([400, expect.stringContaining(words)])
})

/** What is believed after the first call is another lesson there. */
const FIRST_OF = { before: /"after".*$/s, all: /$^/ }

test.each([
  [2, FIRST_OF.all],
  [4, FIRST_OF.all],
  [6, FIRST_OF.all],
  [8, FIRST_OF.all],
  [9, FIRST_OF.all],
  [10, FIRST_OF.before],
  [12, FIRST_OF.all],
  [14, FIRST_OF.all],
])('scenario %i is played with tokens by their names, too', async (number, cut) => {
  for (const name of ['valid', 'exp-5min-ago', 'forged', 'alg-none']) {
    const { status, text } = await sandbox.plain('servicea', `/scenario${number}?token=${name}`)
    const isRefused = text.replace(cut, '').includes('"valid":false')
    expect([name, status, isRefused], text).toEqual([name, 200, name !== 'valid'])
  }
})

async function stepsOf(play: string): Promise<string[]> {
  const { body } = await sandbox.plain('servicea', `/scenario${play}&trace=1`)
  return body.trace.map(({ who, verb, what }: Step) => `${who} ${verb} ${what}`)
}

test('a trace says in a sentence which token was made, and by whom', async () => {
  expect(await stepsOf('5?token=exp-30s-ago')).toEqual(
    expect.arrayContaining(['jwt-factory signs a token that expired 30 seconds ago']),
  )
  expect(await stepsOf('3?token=no-exp')).toEqual(
    expect.arrayContaining(['servicea signs a token for serviceb that has no exp']),
  )
  expect(await stepsOf('1?token=no-token')).toEqual(expect.arrayContaining(['servicea sends no token']))
})
