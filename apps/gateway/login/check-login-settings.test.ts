import { expect, test } from 'vitest'
import { checkLoginSettings } from './check-login-settings.ts'
import { LOGIN_DEFAULTS, type LoginSettings } from '#core/login/login-settings'

const GOOD: LoginSettings = {
  ...LOGIN_DEFAULTS,
  appUrl: 'https://webuitest.com',
  callbackPath: '/callback',
  logoutPath: '/logout',
  issuerUrl: 'https://localhost:5443/login',
  clientId: 'login-gateway',
  clientSecret: 'a secret that nobody guesses',
  headers: { idTokenHeader: 'jwt', accessTokenHeader: 'my_access_token', useBearerSchemaForAuthorization: false },
  idTokenClaims: [
    { claim: 'name', header: 'x-name', append: false },
    { claim: 'nickname', header: 'x-nickname', append: false },
    { claim: 'picture', header: 'x-picture', append: false },
  ],
}

const faultsOf = (changed: Partial<LoginSettings>) => checkLoginSettings({ ...GOOD, ...changed }).map(({ at }) => at)
const header = (name: string) => ({ idTokenClaims: [{ claim: 'name', header: name, append: false }] })
const cookies = (changed: object) => ({ cookieOptions: { ...GOOD.cookieOptions, ...changed } })

test('the settings of the sample are good', () => {
  expect(checkLoginSettings(GOOD)).toEqual([])
})

test.each<[string, Partial<LoginSettings>, string]>([
  ['an application without TLS', { appUrl: 'http://webuitest.com' }, 'appUrl'],
  ['a provider without TLS', { issuerUrl: 'http://login.example' }, 'issuerUrl'],
  ['an address with a password', { issuerUrl: 'https://a:b@login.example' }, 'issuerUrl'],
  ['no address', { appUrl: 'webuitest.com' }, 'appUrl'],
  ['a script as the place after logout', { afterLogoutUrl: 'javascript:alert(1)' }, 'afterLogoutUrl'],
  ['a callback that is another address', { callbackPath: '//evil.example/callback' }, 'callbackPath'],
  ['a callback that climbs', { callbackPath: '/a/../callback' }, 'callbackPath'],
  ['one path for two', { logoutPath: '/callback' }, 'logoutPath'],
  ['a secret that is guessed', { clientSecret: 'secret' }, 'clientSecret'],
  ['a claim as Host', header('Host'), 'idTokenClaims.0.header'],
  ['a claim as Content_Length', header('Content_Length'), 'idTokenClaims.0.header'],
  ['a claim as X-Forwarded-For', header('X-Forwarded-For'), 'idTokenClaims.0.header'],
  ['a claim as Cookie', header('cookie'), 'idTokenClaims.0.header'],
  ['a header with a line break', header('x-a\r\nx-b'), 'idTokenClaims.0.header'],
  ['a header for two, in two spellings', header('MY-ACCESS-TOKEN'), 'idTokenClaims.0.header'],
  [
    'a short cipher key',
    { session: { kind: 'cookie', allowRefreshing: false, cipherKey: new Uint8Array(16) } },
    'session.cipherKey',
  ],
  ['a cookie with a semicolon', { session: { ...LOGIN_DEFAULTS.session, cookieName: 'a;b' } }, 'session.cookieName'],
  ['a cookie for everybody', cookies({ sameSite: 'none', secure: false }), 'cookieOptions.sameSite'],
  ['a path with an attribute', cookies({ path: '/; Domain=example.com' }), 'cookieOptions.path'],
  ['a state of somebody else', { authEndpointQueryParams: { state: 'x' } }, 'authEndpointQueryParams.state'],
])('%s is named', (_what, changed, at) => {
  expect(faultsOf(changed)).toEqual([at])
})
