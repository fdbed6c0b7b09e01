import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { hostileToken } from '../../tests/support/hostile-tokens.ts'
import { assertion, assertionForm, forge, MAIN_URL, openTestIssuer, seconds, type TestIssuer } from '../test-issuer.ts'

// Anybody can write an ES256 signature in a second way, and it is as good (RFC 7518 §3.4 does not ask for the smaller s). So
// a token never goes by its text: what was spent or revoked in one spelling is so in the other.

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer()
})
afterEach(() => factory.close())

const asIs = async (token: string) => token
const respell = (token: string) => hostileToken('sig-ecdsa-high-s', token)
const SPELLINGS = [
  ['as it is, then re-spelled', asIs, respell],
  ['re-spelled, then as it is', respell, asIs],
] as const

const isActive = async (token: string) => (await factory.post('/introspect', { token }, 'serviceb')).body.active
const TYPE = 'urn:ietf:params:oauth:token-type:'
const exchange = (subject_token: string) =>
  factory.post(
    '/token',
    {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token,
      subject_token_type: `${TYPE}access_token`,
      audience: 'servicec',
    },
    'serviceb',
  )

test('both spellings of a token are good, and they differ', async () => {
  const token = await factory.grant('servicea')
  const respelled = await respell(token)
  expect(respelled).not.toBe(token)
  expect(await respell(respelled)).toBe(token)
  expect([await isActive(token), await isActive(respelled)]).toEqual([true, true])
})

describe.each(SPELLINGS)('%s', (_order, one, other) => {
  test('a revoked token is neither active nor exchanged', async () => {
    const token = await factory.grant('servicea')
    await factory.post('/revoke', { token: await one(token) }, 'servicea').expect(200)
    expect(await isActive(await other(token))).toBe(false)
    await exchange(await other(token)).expect(400)
  })

  test('a spent proof of a client is spent', async () => {
    const text = await assertion(factory, 'servicea')
    const prove = (client_assertion: string) =>
      factory.post('/token', { grant_type: 'client_credentials', ...assertionForm(client_assertion) })
    await prove(await one(text)).expect(200)
    await prove(await other(text)).expect(401)
  })

  test('a spent or a revoked grant of another issuer grants nothing', async () => {
    const far = factory.issuers.named('far')
    const granted = () => {
      const claims = { sub: 'alice', aud: MAIN_URL, exp: seconds(factory) + 60 }
      return forge(factory, claims, { issuer: far, type: 'authorization-grant+jwt' })
    }
    const bring = async (text: string) => {
      const proof = assertionForm(await assertion(factory, 'batch'))
      const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
      return (await factory.post('/token', { grant_type, assertion: text, ...proof })).status
    }
    const revoked = await granted()
    await factory.post('/issuers/far/revoke', { token: await one(revoked) }, 'servicea').expect(200)
    expect(await bring(await other(revoked))).toBe(400)
    const spent = await granted()
    expect([await bring(await one(spent)), await bring(await other(spent))]).toEqual([200, 400])
  })
})
