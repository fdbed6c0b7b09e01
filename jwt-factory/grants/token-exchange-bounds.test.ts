import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ACCESS_TOKEN_TYPE } from '../oauth-uris.ts'
import { decode, forge, MAIN_URL, openTestIssuer, seconds, type TestIssuer } from '../test-issuer.ts'
import { exchangesAt } from './token-exchange.fixture.ts'

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer()
})
afterEach(() => factory.close())

const { exchange, refused } = exchangesAt(() => factory)

describe('what it may not do (RFC 8693 §2.2.2, §4.4)', () => {
  test.each([{ audience: 'servicea' }, { audience: 'serviced' }, { audience: '', resource: 'https://other.test/' }])(
    'a target that the client may not call is invalid_target (§2.2.2): %j',
    async (form) => {
      await refused('invalid_target', await factory.grant('servicea'), form as Record<string, string>)
    },
  )

  test('several targets in the request, or several to choose from, are invalid_target (§2.2.2)', async () => {
    const token = await factory.grant('servicea')
    await refused('invalid_target', token, { resource: 'https://orders.test/api' })
    await refused('invalid_target', token, { audience: '' })
  })

  test('never more scope than the subject token has, nor than the client may have', async () => {
    await refused('invalid_scope', await factory.grant('servicea'), { scope: 'orders.read' })
    const both = await factory.grant('servicea', { scope: 'orders.read orders.write' })
    await refused('invalid_scope', both, { scope: 'orders.read orders.write' })
    await refused('invalid_scope', both, { scope: 'orders.write' })
    const { body } = await exchange(both, { scope: 'orders.read' }).expect(200)
    expect(body.scope).toBe('orders.read')
  })

  test('who asks for no scope gets none, whatever the subject token has', async () => {
    const { body } = await exchange(await factory.grant('servicea', { scope: 'orders.read' })).expect(200)
    expect(decode(body.access_token).claims).not.toHaveProperty('scope')
  })

  test("never a longer life than the subject token's", async () => {
    const exp = seconds(factory) + 90
    const { body } = await exchange(await forge(factory, { exp: exp + 0.9 })).expect(200)
    expect(body.expires_in).toBe(90)
    expect(decode(body.access_token).claims.exp).toBe(exp)
  })

  test('nor a longer one than the factory gives', async () => {
    const { body } = await exchange(await forge(factory, { exp: seconds(factory) + 7200 })).expect(200)
    expect(body.expires_in).toBe(3600)
  })

  test.each([
    { sub: 'servicec' },
    { sub: 'serviceb', iss: 'https://other.test' },
    {},
    { sub: 'serviceb', email: 'b@test' },
  ])('may_act that does not name the actor, as far as we understand it, refuses (§4.4): %j', async (may_act) => {
    await refused('invalid_request', await forge(factory, { may_act }))
  })

  test('may_act that names the actor allows it, and stays with the token (§4.4)', async () => {
    for (const may_act of [{ sub: 'serviceb' }, { sub: 'serviceb', iss: MAIN_URL }]) {
      const { body } = await exchange(await forge(factory, { may_act })).expect(200)
      expect(decode(body.access_token).claims['may_act']).toEqual(may_act)
    }
  })

  test('with an actor token, it is that actor who must be named (§4.4)', async () => {
    const actor_token = await forge(factory, { sub: 'night-shift', client_id: 'serviceb', jti: randomUUID() })
    const form = { actor_token, actor_token_type: ACCESS_TOKEN_TYPE }
    await refused('invalid_request', await forge(factory, { may_act: { sub: 'serviceb' } }), form)
    await exchange(await forge(factory, { may_act: { sub: 'night-shift' } }), form).expect(200)
  })

  test('no refusal shows anything of a token', async () => {
    const subject_token = await forge(factory, { aud: 'hidden-service' })
    const { text } = await exchange(subject_token).expect(400)
    expect(text).not.toMatch(/hidden|eyJ[\w-]+\./)
  })
})
