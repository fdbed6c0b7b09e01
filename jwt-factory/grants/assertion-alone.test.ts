import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { generateSigningKey } from '#core/keys/signing-key'
import { assertion, assertionForm, decode, forge, MAIN_URL, openTestIssuer, seconds } from '../test-issuer.ts'
import type { TestIssuer } from '../test-issuer.ts'
import { GRANT, TYPE } from './test-assertion-grant.ts'

let factory: TestIssuer
beforeEach(async () => {
  const clients = {
    alone: { audiences: ['serviceb'], scopes: ['orders.read', 'orders.write'], assertionAlone: true as const },
    broker: {
      secret: undefined as never,
      keys: undefined as never,
      audiences: ['serviceb'],
      scopes: ['orders.read'],
      trustedIssuers: ['far'],
      assertionAlone: true as const,
    },
  }
  factory = await openTestIssuer({ clients })
  await factory.issuers.keyOf(factory.issuers.named('far'))
})
afterEach(() => factory.close())

const bring = (text: string, form: Record<string, string> = {}, path = '/token') =>
  factory.post(path, { grant_type: GRANT, assertion: text, ...form })
const own = (claims: Record<string, unknown> = {}, client = 'alone', signer = factory.keyOf[client]) =>
  assertion(factory, client, claims, signer, TYPE)
const vouch = (name: string, claims: Record<string, unknown> = {}) => {
  const exp = seconds(factory) + 60
  return forge(
    factory,
    { sub: 'alice', aud: MAIN_URL, exp, ...claims },
    { issuer: factory.issuers.named(name), type: TYPE },
  )
}

describe('an assertion without a proof of the client beside it (RFC 7521 §4.1, RFC 7523 §2.1)', () => {
  test.each([{}, { client_id: 'alone' }])(
    'names the client by iss, and by client_id if it is sent: %j',
    async (form) => {
      const { body } = await bring(await own(), { ...form, scope: 'orders.read' }).expect(200)
      const { claims } = decode(body.access_token)
      expect(claims).toMatchObject({ sub: 'alone', client_id: 'alone', aud: 'serviceb', scope: 'orders.read' })
    },
  )

  test('of an issuer that the client trusts: client_id names the client', async () => {
    const text = await vouch('far', { scope: 'orders.read' })
    await bring(text).expect(401)
    const { body } = await bring(text, { client_id: 'broker', scope: 'orders.read' }).expect(200)
    expect(decode(body.access_token).claims).toMatchObject({ sub: 'alice', client_id: 'broker', scope: 'orders.read' })
  })

  test('gets no more than the client may have, and than the assertion says', async () => {
    const error = async (text: string, form: Record<string, string>) => (await bring(text, form)).body.error
    expect(await error(await own(), { scope: 'orders.delete' })).toBe('invalid_scope')
    expect(await error(await own({ scope: 'orders.read' }), { scope: 'orders.write' })).toBe('invalid_scope')
    expect(await error(await own(), { audience: 'servicec' })).toBe('invalid_target')
    const broker = { client_id: 'broker' }
    expect(await error(await vouch('far'), { ...broker, scope: 'orders.read' })).toBe('invalid_scope')
    expect(await error(await vouch('far', { sub: 'servicea' }), broker)).toBe('invalid_grant')
    const { body } = await bring(await own()).expect(200)
    expect(body.expires_in).toBe(60)
  })

  test('is good once, and is spent by what is done for it alone', async () => {
    const once = await own()
    await bring(once, { scope: 'orders.delete' }).expect(400)
    await bring(once).expect(200)
    expect((await bring(once).expect(400)).body).toMatchObject({
      error: 'invalid_grant',
      error_description: expect.stringMatching(/used before/),
    })
    const answers = await Promise.all([own(), own()].map(async (text) => bring(await text)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    const many = await own()
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => bring(many)))).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  })

  test('is checked once, and the trace tells so', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c'
    await bring(await own())
      .set('traceparent', `00-${traceId}-b7ad6b7169203331-01`)
      .expect(200)
    const steps = factory.traces.get(traceId).flatMap((part) => part.steps)
    expect(steps.map(({ verb, what }) => `${verb} ${what}`)).toEqual([
      'checks the assertion',
      'believes the assertion',
      'signs a token for serviceb',
    ])
  })

  test.each([{ sub: 'serviceb' }, { sub: 'alice' }, { act: { sub: 'x' } }, { exp: 1 }, { aud: 'https://other.test' }])(
    'is believed as with a proof, or not: %j',
    async (claims) => {
      expect((await bring(await own(claims)).expect(400)).body.error).toBe('invalid_grant')
    },
  )

  test.each([
    { aud: `${MAIN_URL}/token` },
    { aud: [MAIN_URL, 'https://other.test'] },
    { jti: undefined },
    { sub: undefined },
  ])('of an issuer it is read as strictly as with a proof: %j', async (claims) => {
    const { body } = await bring(await vouch('far', claims), { client_id: 'broker' }).expect(400)
    expect(body.error).toBe('invalid_grant')
  })

  test('is a grant alone: it opens no other route, and no other grant', async () => {
    const form = { assertion: await own(), client_id: 'alone', token: 'none' }
    await factory.post('/introspect', { grant_type: GRANT, ...form }).expect(401)
    await factory.post('/revoke', { grant_type: GRANT, ...form }).expect(401)
    await factory.post('/token', { grant_type: 'client_credentials', ...form }).expect(401)
  })

  test('a proof that is there counts, also a wrong one', async () => {
    const wrong = { client_id: 'alone', client_secret: 'a guess of sixteen' }
    expect((await bring(await own(), wrong).expect(401)).body.error_description).toMatch(/secret/)
    await bring(await own(), { client_assertion: 'x' }).expect(400)
    await bring(await own())
      .set('authorization', 'Bearer x')
      .expect(401)
    await bring(await own(), assertionForm(await assertion(factory, 'alone'))).expect(200)
  })

  test('who cannot sign one gets one answer, whoever is named', async () => {
    const stranger = await generateSigningKey('ES256', 0)
    const answers = []
    for (const [index, client] of ['alone', 'servicea', 'broker', 'nobody', 'constructor'].entries()) {
      const traceId = `0af7651916cd43dd8448eb211c80310${index}`
      const { status, text } = await bring(await own({}, client, stranger), { client_id: client }).set(
        'traceparent',
        `00-${traceId}-b7ad6b7169203331-01`,
      )
      const steps = factory.traces.get(traceId).flatMap((part) => part.steps)
      answers.push(
        JSON.stringify([status, text, steps.map(({ verb, what, checks, reason }) => [verb, what, checks, reason])]),
      )
    }
    expect(new Set(answers)).toHaveLength(1)
    expect(answers[0]).toMatch(/401.*invalid_client.*assertion alone does not do/)
    expect(answers[0]).toContain('"check":"signature"')
  })

  test.each([
    ['servicea', 'servicea'],
    ['alone', 'servicea'],
    ['servicea', 'alone'],
  ])('a client without that member has no use of it: client_id %s, iss %s', async (client_id, iss) => {
    expect((await bring(await own({}, iss), { client_id }).expect(401)).body.error).toBe('invalid_client')
  })

  test('an issuer that the client does not trust vouches for nobody', async () => {
    await factory.issuers.keyOf(factory.issuers.named('near'))
    await bring(await vouch('near'), { client_id: 'broker' }).expect(401)
    await bring(await vouch('near', { iss: factory.issuers.named('far').url }), { client_id: 'broker' }).expect(401)
    for (const iss of ['servicea', factory.issuers.named('far').url])
      await bring(await own({ iss, sub: 'alice' }), { client_id: 'alone' }).expect(401)
  })
})
