import { Buffer } from 'node:buffer'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { assertion, assertionForm, basic, openTestIssuer, secretOf } from '../../test-issuer.ts'
import type { TestIssuer } from '../../test-issuer.ts'

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer()
})
afterEach(() => factory.close())

const GRANT = { grant_type: 'client_credentials' }
const withBasic = (value: string) => factory.post('/token', GRANT).set('authorization', value)
const withAssertion = (text: string, further = {}) =>
  factory.post('/token', { ...GRANT, ...assertionForm(text), ...further })

describe('a shared secret (RFC 6749 §2.3.1)', () => {
  test('client_secret_basic: id and secret are form-encoded first, and the scheme ignores case', async () => {
    await withBasic(basic('servicea')).expect(200)
    await withBasic(basic('servicea').replace('Basic', 'bAsIc')).expect(200)
  })

  test('client_secret_post: id and secret stand in the body', async () => {
    await factory.post('/token', { ...GRANT, client_id: 'servicea', client_secret: secretOf('servicea') }).expect(200)
  })

  test('a wrong secret in the header is 401 with a challenge of that scheme (§5.2)', async () => {
    const { body, headers } = await withBasic(basic('servicea', 'guess')).expect(401)
    expect(body.error).toBe('invalid_client')
    expect(headers['www-authenticate']).toMatch(/^Basic realm="jwt-factory", charset="UTF-8", error="invalid_client"/)
    expect(headers['www-authenticate']).toContain(`error_description="${body.error_description}"`)
  })

  test('a wrong secret in the body is invalid_client too (§5.2)', async () => {
    const form = { ...GRANT, client_id: 'servicea', client_secret: `${secretOf('servicea')} ` }
    const { body, headers } = await factory.post('/token', form).expect(401)
    expect(body.error).toBe('invalid_client')
    expect(headers).not.toHaveProperty('www-authenticate')
  })

  test('an unknown client and a wrong secret get one answer: names cannot be fished for (§5.2)', async () => {
    const answers = await Promise.all([
      withBasic(basic('servicea', 'guess')),
      withBasic(basic('nobody', 'guess')),
      withBasic(basic('constructor', '')),
      withBasic(basic('batch', '')),
    ])
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  })

  test('after a reset it is as if nobody had guessed', async () => {
    const guess = async () => {
      await withBasic(basic('servicea', 'guess')).expect(401)
      return factory.clock.waits.at(-1)
    }
    expect([await guess(), await guess(), await guess()]).toEqual([25, 50, 100])
    await factory.control.reset()
    expect(await guess()).toBe(25)
  })

  test.each([
    'Basic',
    'Basic ',
    'Basic !!!',
    `Basic ${Buffer.from('servicea').toString('base64')}`,
    `Basic ${Buffer.from('servicea:%zz').toString('base64')}`,
    `Basic ${Buffer.from(':').toString('base64')}`,
    'Bearer abc',
    'Digest username="servicea"',
  ])('a header that proves nobody is 401 with a challenge (§5.2): %s', async (value) => {
    const { body, headers } = await withBasic(value).expect(401)
    expect(body.error).toBe('invalid_client')
    expect(headers['www-authenticate']).toMatch(/^Basic /)
  })

  test('wrong guesses are slowed down, more each time up to a second, and good ones never (§2.3.1)', async () => {
    for (let guess = 0; guess < 100; guess++) await withBasic(basic('servicea', `guess ${guess}`)).expect(401)
    expect(factory.clock.waits.slice(0, 7)).toEqual([25, 50, 100, 200, 400, 800, 1000])
    expect(factory.clock.waits).toHaveLength(100)
    await withBasic(basic('servicea')).expect(200)
    expect(factory.clock.waits).toHaveLength(100)
    await withBasic(basic('servicea', 'guess')).expect(401)
    expect(factory.clock.waits.at(-1)).toBe(1000)
  })

  test('guesses at one client are answered later each time, and all is forgotten in time', async () => {
    await withBasic(basic('servicea', 'guess'))
    await withBasic(basic('servicea', 'guess'))
    expect(factory.clock.waits).toEqual([25, 50])
    factory.clock.advance({ seconds: 61 })
    await withBasic(basic('servicea', 'guess'))
    expect(factory.clock.waits.at(-1)).toBe(25)
  })

  test('no secret stands in a log', async () => {
    await withBasic(basic('servicea', 'a guess that nobody may see'))
    await withBasic(basic('servicea'))
    expect(factory.logs.join('')).toContain('oauth-refused')
    expect(factory.logs.join('')).not.toMatch(/a guess that|secret of/)
  })
})

const signed = async () => assertionForm(await assertion(factory, 'servicea'))

describe('one way at a time (RFC 6749 §2.3)', () => {
  test('two ways to authenticate are refused, even if both are right', async () => {
    const secret = { client_id: 'servicea', client_secret: secretOf('servicea') }
    for (const [form, client] of [
      [secret, 'servicea'],
      [await signed(), 'servicea'],
      [{ ...secret, ...(await signed()) }, undefined],
    ] as const) {
      const { body } = await factory.post('/token', { ...GRANT, ...form }, client).expect(400)
      expect(body.error).toBe('invalid_request')
    }
  })

  test('the header twice is refused: readers disagree about which one counts', async () => {
    const twice = [basic('servicea'), basic('serviceb')]
    const { body } = await factory
      .post('/token', GRANT)
      .set({ authorization: twice } as never)
      .expect(400)
    expect(body.error).toBe('invalid_request')
  })

  test('a client_id beside the credentials must be the same; alone it proves nothing (§3.2.1)', async () => {
    await factory.post('/token', { ...GRANT, client_id: 'servicea' }, 'servicea').expect(200)
    await factory.post('/token', { ...GRANT, client_id: 'serviceb' }, 'servicea').expect(400)
    await withAssertion(await assertion(factory, 'servicea'), { client_id: 'serviceb' }).expect(401)
    await factory.post('/token', { ...GRANT, client_id: 'servicea' }).expect(401)
    await factory.post('/token', { ...GRANT, client_secret: secretOf('servicea') }).expect(400)
  })
})
