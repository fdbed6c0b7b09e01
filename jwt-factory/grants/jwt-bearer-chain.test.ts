import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { assertion, assertionForm, decode, forge, MAIN_URL, seconds } from '../test-issuer.ts'
import { assertionsForEachTest, GRANT, TYPE } from './test-assertion-grant.ts'

const { at, refused } = assertionsForEachTest()

/** An assertion by a named issuer about somebody. */
const vouch = async (name: string, claims: Record<string, unknown> = {}, type = TYPE) => {
  const issuer = await at.factory.issuers.named(name)
  return forge(at.factory, { sub: 'alice', aud: MAIN_URL, exp: seconds(at.factory) + 60, ...claims }, { issuer, type })
}

const proofOfBatch = async () => assertionForm(await assertion(at.factory, 'batch'))

describe('an assertion of another issuer of this process (RFC 7523 §2.1; identity chaining)', () => {
  const CLIENT = { grant_type: GRANT, audience: 'serviceb' }
  const byBatch = async (text: string, path = '/token', audience = MAIN_URL) => {
    const proof = assertionForm(await assertion(at.factory, 'batch', { aud: audience }))
    return at.factory.post(path, { ...CLIENT, assertion: text, ...proof })
  }

  test('one that the client trusts is changed for a local token about its subject', async () => {
    const { status, body } = await byBatch(await vouch('far', { act: { sub: 'gateway' } }))
    expect(status).toBe(200)
    expect(decode(body.access_token).claims).toMatchObject({
      iss: MAIN_URL,
      sub: 'alice',
      client_id: 'batch',
      aud: 'serviceb',
      act: { sub: 'gateway' },
    })
  })

  test.each(['iss', 'sub', 'aud', 'exp', 'jti'])('without %s it is invalid_grant (RFC 7523 §3)', async (claim) => {
    expect((await byBatch(await vouch('far', { [claim]: undefined }))).body.error).toBe('invalid_grant')
  })

  test('an issuer that the client does not trust, or that does not exist, is invalid_grant', async () => {
    expect((await byBatch(await vouch('near'))).body.error).toBe('invalid_grant')
    await refused(await vouch('far'))
    expect((await byBatch(await vouch('near', { iss: `${MAIN_URL}/issuers/far` }))).body.error).toBe('invalid_grant')
    expect((await byBatch(await vouch('near', { iss: `${MAIN_URL}/issuers/nobody` }))).body.error).toBe('invalid_grant')
  })

  test('rights never grow: without a scope in it there is none, whatever the client may have by itself', async () => {
    const ask = async (claims: Record<string, unknown>, scope: string) =>
      at.factory.post('/token', { ...CLIENT, scope, assertion: await vouch('far', claims), ...(await proofOfBatch()) })
    expect((await ask({}, 'orders.read')).body.error).toBe('invalid_scope')
    expect((await ask({ scope: 'orders.read' }, 'orders.read')).body.scope).toBe('orders.read')
    expect((await ask({ scope: 'orders.list' }, 'orders.read')).body.error).toBe('invalid_scope')
    expect((await byBatch(await vouch('far'))).body).not.toHaveProperty('scope')
  })

  test('one that was revoked by whoever got it grants nothing any more (RFC 7009 §2)', async () => {
    const granted = await vouch('far', { client_id: 'servicea' })
    await at.factory.post('/issuers/far/revoke', { token: granted }, 'serviceb').expect(400)
    await at.factory.post('/issuers/far/revoke', { token: granted }, 'servicea').expect(200)
    const { body } = await byBatch(granted)
    expect(body).toMatchObject({ error: 'invalid_grant', error_description: expect.stringMatching(/revoked/) })
    expect((await byBatch(await vouch('far', { client_id: 'servicea' }))).status).toBe(200)
  })

  const chain = (length: number): Record<string, unknown> =>
    length === 1 ? { sub: 'a1' } : { sub: `a${length}`, act: chain(length - 1) }

  test('the chain of actors is bounded on this path as on every other, and its actors are names alone', async () => {
    expect((await byBatch(await vouch('far', { act: chain(8) }))).status).toBe(200)
    expect((await byBatch(await vouch('far', { act: chain(9) }))).body.error_description).toContain('claim act')
    expect((await byBatch(await vouch('far', { act: { sub: 'a', admin: true } }))).body.error_description).toContain(
      'claim act',
    )
  })

  test('it is good once, for this issuer alone, and of the right kind', async () => {
    const once = await vouch('far', { jti: randomUUID() })
    expect((await byBatch(once)).status).toBe(200)
    expect((await byBatch(once)).body.error).toBe('invalid_grant')
    expect((await byBatch(await vouch('far', { aud: `${MAIN_URL}/issuers/near` }))).body.error).toBe('invalid_grant')
    expect((await byBatch(await vouch('far', {}, 'at+jwt'))).body.error).toBe('invalid_grant')
  })

  test('it cannot speak of a client: a person and a program are not confused (RFC 9068 §5, RFC 9700 §4.15)', async () => {
    expect((await byBatch(await vouch('far', { sub: 'servicea' }))).body.error).toBe('invalid_grant')
  })

  test('an issuer does not accept its own access tokens or assertions as a grant', async () => {
    const text = await forge(at.factory, { sub: 'alice', aud: MAIN_URL, exp: seconds(at.factory) + 60 }, { type: TYPE })
    expect((await byBatch(text)).body.error).toBe('invalid_grant')
  })

  test('exchange at home for an assertion, then a grant at the far issuer', async () => {
    const far = `${MAIN_URL}/issuers/far`
    await at.factory.issuers.named('far')
    const form = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: await forge(at.factory, { sub: 'alice' }),
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      requested_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      audience: far,
    }
    const { body } = await at.factory.post('/token', form, 'serviceb').expect(200)
    const answer = await byBatch(body.access_token, '/issuers/far/token', far)
    expect(answer.status).toBe(200)
    expect(decode(answer.body.access_token).claims).toMatchObject({ iss: far, sub: 'alice', act: { sub: 'serviceb' } })
  })
})
