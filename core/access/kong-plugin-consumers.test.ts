import { describe, expect, test } from 'vitest'
import { hostileToken } from '../../tests/support/hostile-tokens.ts'
import {
  credentialFor,
  JOHN,
  kongToken,
  NOBODY,
  openKongPlugins,
  saidBy,
  withBearer,
  type Asked,
} from './kong-plugin.fixture.ts'

const token = kongToken()
const forged = await hostileToken('sig-bit-flipped', token)
const said = async (jwt: Parameters<typeof openKongPlugins>[0], asked: Asked, ...more: [Parameters<typeof openKongPlugins>[1]?, Parameters<typeof openKongPlugins>[2]?]) =>
  saidBy((await openKongPlugins(jwt, ...more).ask(asked)).decision) // prettier-ignore

const headersOf = async (jwt: Parameters<typeof openKongPlugins>[0], asked: Asked) => {
  const { decision } = await openKongPlugins(jwt).ask(asked)
  return decision.kind === 'goes-on' ? decision.headers : decision.answer
}

describe('who asks, for the service', () => {
  const john = { 'X-Consumer-ID': JOHN.id, 'X-Consumer-Custom-ID': '1234', 'X-Consumer-Username': 'john_doe' }
  const nobody = { 'X-Consumer-ID': NOBODY.id, 'X-Consumer-Username': 'nobody', 'X-Anonymous-Consumer': 'true' }

  test('a consumer and its credential', async () => {
    expect(await headersOf([{}], withBearer(token))).toEqual({ ...john, 'X-Credential-Identifier': 'HS256' })
  })

  test.each<[string, Asked]>([
    ['nothing', {}],
    ['a forged token', withBearer(forged)],
    ['an expired one', withBearer(kongToken({ exp: 1 }))],
    ['two', { target: '/?jwt=a&jwt=b' }],
  ])('with anonymous, %s is the anonymous consumer', async (_what, asked) => {
    const config = { anonymous: 'nobody', claimsToVerify: ['exp'] as const }
    expect(await headersOf([config], asked)).toEqual(nobody)
    expect(await headersOf([{ ...config, anonymous: NOBODY.id }], asked)).toEqual(nobody)
  })

  test('an anonymous consumer that nobody has made', async () => {
    const body = `{\n  "message":"anonymous consumer ghost is configured but doesn't exist",\n  "request_id":"${'a'.repeat(32)}"\n}`
    expect(await said([{ anonymous: 'ghost' }], {})).toEqual([500, body])
  })

  test.each(['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512'] as const)(
    'a fault of the gateway itself is nobody, not even with anonymous: a signature of %s of another length',
    async (algorithm) => {
      const cut = withBearer(kongToken({}, { algorithm }).slice(0, -4))
      const [status] = await said([{ anonymous: 'nobody' }], cut, {}, [credentialFor(algorithm)])
      expect(status).toBe(500)
    },
  )

  const places = [{ headerNames: ['authorization'] }, { headerNames: ['x-other'], uriParamNames: [] }]
  const second = { fields: ['X-Other', `Bearer ${kongToken({}, { algorithm: 'RS256' })}`] }
  test('two plugins must both believe, and with anonymous one is enough', async () => {
    expect((await said(places, withBearer(token)))[0]).toBe(401)
    expect((await said(places, second))[0]).toBe(401)
    const both = { fields: [...(withBearer(token).fields ?? []), ...second.fields] }
    expect(await headersOf(places, both)).toMatchObject({ 'X-Credential-Identifier': 'RS256' })
    const either = places.map((each) => ({ ...each, anonymous: 'nobody' }))
    expect(await headersOf(either, withBearer(token))).toMatchObject({ 'X-Credential-Identifier': 'HS256' })
    expect(await headersOf(either, second)).toMatchObject({ 'X-Credential-Identifier': 'RS256' })
    expect(await headersOf(either, both)).toMatchObject({ 'X-Credential-Identifier': 'HS256' })
    expect(await headersOf(either, {})).toEqual(nobody)
  })

  test('OPTIONS is checked, unless run_on_preflight is off: then nobody is known', async () => {
    expect((await said([{}], { method: 'OPTIONS' }))[0]).toBe(401)
    expect(await headersOf([{ runOnPreflight: false }], { method: 'OPTIONS' })).toEqual({})
    expect((await said([{ runOnPreflight: false }], {}))[0]).toBe(401)
  })

  test('two reads a request: the credential and the consumer; none for what cannot be read', async () => {
    expect((await openKongPlugins().ask(withBearer(token))).reads).toBe(2)
    expect((await openKongPlugins().ask(withBearer('a.b'))).reads).toBe(0)
  })
})

const ACL = { kind: 'allow', groups: ['readers'], hideGroupsHeader: false } as const

const groups = async (hideGroupsHeader: boolean) => {
  const { decision } = await openKongPlugins([{}], { acl: { ...ACL, hideGroupsHeader } }).ask(withBearer(token))
  return decision.kind === 'goes-on' ? decision.headers['X-Consumer-Groups'] : undefined
}

describe('who may', () => {
  const denial = `{\n  "message":"You cannot consume this service",\n  "request_id":"${'a'.repeat(32)}"\n}`
  test.each([
    ['a member', { acl: ACL }, withBearer(token), [200, 'john_doe']],
    ['no member', { acl: { ...ACL, groups: ['writers'] } }, withBearer(token), [403, denial]],
    ['a member, who is not wanted', { acl: { ...ACL, kind: 'deny' } }, withBearer(token), [403, denial]],
    [
      'somebody who is not on a list of unwanted',
      { acl: { ...ACL, kind: 'deny', groups: ['x'] } },
      withBearer(token),
      [200, 'john_doe'],
    ],
    ['a forged token, which became anonymous', { acl: ACL }, withBearer(forged), [403, denial]],
  ] as const)('%s', async (_what, more, asked, answer) => {
    expect(await said([{ anonymous: 'nobody' }], asked, more)).toEqual(answer)
  })

  test('the service hears of the groups, unless they are hidden', async () => {
    expect([await groups(false), await groups(true)]).toEqual(['readers', undefined])
  })

  test('where nobody is known, 401', async () => {
    expect((await said([], {}, { acl: ACL }))[0]).toBe(401)
  })
})
