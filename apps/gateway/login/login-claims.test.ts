import { expect, test } from 'vitest'
import { openGatewayLogin } from './login.fixture.ts'
import { headerValues } from '#core/login/token-claims'

test.each<[unknown, string[] | undefined]>([
  ['Ada', ['Ada']],
  [42, ['42']],
  [false, ['false']],
  [
    ['a', 'b'],
    ['a', 'b'],
  ],
  ['José', ['JosÃ©']],
  ['a\r\nx-role: admin', undefined],
  ['a\nb', undefined],
  ['a\0b', undefined],
  [['a', 'b,admin'], undefined],
  [['a', {}], undefined],
  [{ a: 1 }, undefined],
  [null, undefined],
  [[], undefined],
  ['x'.repeat(3000), undefined],
])('a claim %j is said as %j', (claim, values) => {
  expect(headerValues(claim)).toEqual(values)
})

const row = (claim: string, header: string, append = false) => ({ claim, header, append })

test('a claim that cannot be said is no header, and what a client says in its place goes, too', async () => {
  const { browser, provider, seen } = await openGatewayLogin({
    settings: { idTokenClaims: [row('name', 'x-name'), row('groups', 'x-groups'), row('constructor', 'x-made')] },
  })
  provider.state.claims = { name: 'Ada\r\nx-groups: admins', groups: ['José', 'b'] }
  const ada = browser()
  await ada.logIn()
  await ada.ask('/', { 'x-name': 'Eve Evil', 'X-Groups': ['admins', 'b'], X_Groups: 'admins', 'x.made': 'Eve Evil' })
  const { headers = {}, rawHeaders = [] } = seen[0] ?? {}
  expect(headers['x-name']).toBeUndefined()
  expect(headers['x-groups']).toBe('JosÃ©, b')
  expect(rawHeaders.join()).not.toMatch(/admins|Eve Evil/)
})

test('append puts one claim beside another, and beside nothing that a client sent', async () => {
  const { browser, seen } = await openGatewayLogin({
    settings: {
      idTokenClaims: [row('name', 'x-who'), row('sub', 'x-who', true)],
      accessTokenClaims: [row('scope', 'x-scope')],
      headers: { accessTokenHeader: 'authorization', useBearerSchemaForAuthorization: true },
    },
  })
  const ada = browser()
  await ada.logIn()
  await ada.ask('/', { 'x-who': 'Eve', authorization: 'Bearer of-eve' })
  expect(seen[0]?.headers).toMatchObject({ 'x-who': 'Ada, person-1', 'x-scope': 'openid' })
  expect(seen[0]?.headers['authorization']).toMatch(/^Bearer ey/)
})

test('claims of an access token are said when it is believed, and of an opaque one there are none', async () => {
  const { browser, provider, seen } = await openGatewayLogin({
    settings: { accessTokenClaims: [row('scope', 'x-scope')] },
  })
  provider.state.faults = { accessClaims: { sub: 'somebody-else' } }
  expect((await browser().logIn()).status).toBe(400)
  provider.state.faults = { opaque: true }
  const ada = browser()
  await ada.logIn()
  await ada.ask('/', { 'x-scope': 'admin' })
  expect(seen[0]?.headers['x-scope']).toBeUndefined()
  expect(seen[0]?.headers['my_access_token']).toMatch(/^[0-9a-f]{32}$/)
})
