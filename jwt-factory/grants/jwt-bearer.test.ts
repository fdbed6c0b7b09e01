import { describe, expect, test } from 'vitest'
import { assertion, assertionForm, decode, MAIN_URL, seconds } from '../test-issuer.ts'
import { assertionsForEachTest, GRANT, TYPE } from './test-assertion-grant.ts'

const { at, present, refused } = assertionsForEachTest()

const own = (claims: Record<string, unknown> = {}, signer = at.factory.keyOf['servicea'], type = TYPE) =>
  assertion(at.factory, 'servicea', claims, signer, type)

describe('an assertion that the client issued itself (RFC 7523 §2.1, §3)', () => {
  test('it is changed for an access token about the client', async () => {
    const { body } = await present(await own(), { scope: 'orders.read' }).expect(200)
    expect(body).toMatchObject({ token_type: 'Bearer', scope: 'orders.read' })
    expect(body).not.toHaveProperty('refresh_token')
    expect(decode(body.access_token)).toMatchObject({
      header: { typ: 'at+jwt' },
      claims: { iss: MAIN_URL, sub: 'servicea', client_id: 'servicea', aud: 'serviceb', scope: 'orders.read' },
    })
  })

  test('the token does not outlive it (RFC 7521 §4.1)', async () => {
    expect((await present(await own())).body.expires_in).toBe(60)
  })

  test('without an assertion it is invalid_request (RFC 7521 §4.1)', async () => {
    const { body } = await at.factory.post('/token', { grant_type: GRANT }, 'servicea').expect(400)
    expect(body.error).toBe('invalid_request')
  })

  test.each(['iss', 'sub', 'aud', 'exp', 'jti'])('without %s it is invalid_grant (§3, §3.1)', async (claim) => {
    await refused(await own({ [claim]: undefined }))
  })

  test.each([
    { sub: 'serviceb' },
    { iss: 'serviceb', sub: 'serviceb' },
    { iss: 'https://other.test' },
    { aud: `${MAIN_URL}/token` },
    { aud: [MAIN_URL, 'https://other.test'] },
  ])('it speaks of the client, and to this issuer alone (§3 items 1 to 3): %j', async (claims) => {
    await refused(await own(claims))
  })

  test('expired, or far ahead, is refused (§3 item 4)', async () => {
    await refused(await own({ exp: seconds(at.factory) }))
    await refused(await own({ exp: seconds(at.factory) + 3600 }))
  })

  test('it is good once (§3 item 7)', async () => {
    const once = await own()
    await present(once).expect(200)
    await refused(once)
  })

  test('the assertion that authenticates the client is spent by that, and is no grant any more (§3 item 7)', async () => {
    const both = await assertion(at.factory, 'servicea', {}, undefined, 'JWT')
    const form = { grant_type: GRANT, assertion: both, ...assertionForm(both) }
    expect((await at.factory.post('/token', form).expect(400)).body.error).toBe('invalid_grant')
  })

  test("only the client's own key counts, and nobody presents the assertion of another client (§3 item 9)", async () => {
    await refused(await own({}, at.factory.keyOf['serviceb']))
    await refused(await own(), { audience: 'servicec' }, 'serviceb')
  })

  test.each(['at+jwt', 'client-authentication+jwt', 'logout+jwt'])(
    'a %s is no grant (RFC 8725 §3.11)',
    async (type) => {
      await refused(await own({}, undefined, type))
    },
  )

  test.each([{ sub: 'serviceb' }, { sub: 'servicea' }, {}, { sub: 'x', admin: true, act: { sub: 'y' } }])(
    'it cannot say who acts: only an issuer can, for actors that it saw (RFC 8693 §4.1): %j',
    async (act) => {
      const { body } = await present(await own({ act })).expect(400)
      expect(body.error).toBe('invalid_grant')
      expect(body.error_description).toContain('claim act')
    },
  )

  test('a limit that it brings stays with the token: may_act', async () => {
    const { body } = await present(await own({ may_act: { sub: 'serviceb' } })).expect(200)
    expect(decode(body.access_token).claims['may_act']).toEqual({ sub: 'serviceb' })
  })

  test('garbage is invalid_grant (§3.1)', async () => {
    for (const text of ['garbage', 'a.b.c', 'x'.repeat(20_000)]) await refused(text)
  })

  test('the client is authenticated, and its declaration bounds audience and scope, as with every grant', async () => {
    await at.factory.post('/token', { grant_type: GRANT, assertion: await own() }).expect(401)
    expect((await present(await own(), { audience: 'servicec' })).body.error).toBe('invalid_target')
    expect((await present(await own(), { scope: 'orders.delete' })).body.error).toBe('invalid_scope')
    expect((await present(await own({ scope: 'orders.write' }), { scope: 'orders.read' })).body.error).toBe(
      'invalid_scope',
    )
  })
})
