import { Buffer } from 'node:buffer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { basic, openTestIssuer, type TestIssuer } from '../../test-issuer.ts'
import { isOneOf } from './compare-secrets.ts'

test.each([
  [['a'], ['a'], true],
  [['b', 'a'], ['a'], true],
  [['b'], ['a', 'b'], true],
  [['b', 'c'], ['a', 'b'], true],
  [['b'], ['a'], false],
  [['b', 'c'], ['a', 'd'], false],
  [['a'], [], false],
  [[''], [], false],
  [[''], ['a'], false],
  [[], ['a'], false],
])('%j with the secrets %j: %s', (given, right, isRight) => {
  expect(isOneOf(given, right)).toBe(isRight)
})

/** Secrets that read differently once they are form-decoded, or cannot be. */
const SECRETS = {
  percent: '100% of sixteen %zz signs',
  encoded: 'it-looks-encoded%20%2B%25',
  plus: 'a+b+c+d+e+f+g+h+i',
  colon: 'first:second:third:',
  spaces: ' spaces at both ends ',
  letters: 'geheim-für-alle-€-服務',
  'semi-colon': 'a;b=c&d,e"f\\g/h?i#j',
}

const raw = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`

describe('HTTP Basic (RFC 6749 §2.3.1, RFC 7617 §2)', () => {
  let factory: TestIssuer
  beforeAll(async () => {
    const clients = Object.entries(SECRETS).map(([id, secret]) => [id, { secret, audiences: ['b'] }])
    factory = await openTestIssuer({ clients: Object.fromEntries(clients) })
  })
  afterAll(() => factory.close())

  const statusOf = async (authorization: string) => {
    const form = { grant_type: 'client_credentials' }
    return (await factory.post('/token', form).set('authorization', authorization)).status
  }

  test.each(Object.entries(SECRETS))(
    'a secret with %s is taken as curl sends it, and form-encoded',
    async (id, secret) => {
      expect(await statusOf(raw(id, secret))).toBe(200)
      expect(await statusOf(basic(id, secret))).toBe(200)
      expect(await statusOf(raw(id, encodeURIComponent(secret)))).toBe(200)
      expect(await statusOf(raw(id, `${secret}x`))).toBe(401)
      expect(await statusOf(raw(id, secret.slice(0, -1)))).toBe(401)
      expect(await statusOf(raw(id, encodeURIComponent(encodeURIComponent(`${secret}%`))))).toBe(401)
    },
  )

  test.each(['plus', 'no%62ody', 'a+b'])(
    'a wrong secret is one guess at %s, however many ways it can be read in',
    async (id) => {
      const before = factory.clock.waits.length
      expect(await statusOf(raw(id, 'a%20wrong+secret'))).toBe(401)
      expect(factory.clock.waits).toHaveLength(before + 1)
    },
  )

  test('guesses at an id that is form-encoded count for the client that is meant', async () => {
    await factory.control.reset()
    expect(await statusOf(raw('plus', 'wrong'))).toBe(401)
    const [first] = factory.clock.waits.slice(-1)
    expect(await statusOf(raw('%70lus', 'wrong'))).toBe(401)
    expect(factory.clock.waits.at(-1)).toBe(Number(first) * 2)
  })
})
