import { expect, test } from 'vitest'
import { APP, openGatewayLogin } from './login.fixture.ts'

test('logging out ends the session, revokes its tokens, and leads to the provider and back', async () => {
  const { browser, provider, seen } = await openGatewayLogin({ settings: { afterLogoutUrl: 'https://bye.example/' } })
  const ada = browser()
  await ada.logIn()
  await ada.ask('/')
  const session = String(ada.cookies.get('__session'))
  const out = await ada.ask('/logout', { 'sec-fetch-site': 'same-origin' })
  expect(out.status).toBe(302)
  const address = new URL(String(out.headers.location))
  expect(address.origin + address.pathname).toBe(`${provider.issuer}/end`)
  expect(address.searchParams.get('post_logout_redirect_uri')).toBe('https://bye.example/')
  expect(address.searchParams.get('id_token_hint')).toBe(seen[0]?.headers['jwt'])
  expect(provider.seen.revoked).toHaveLength(2)
  expect([...ada.cookies.keys()]).toEqual(['of-the-app'])
  expect((await ada.ask('/', { cookie: `__session=${session}` })).status).toBe(302)
  expect((await ada.ask('/logout')).headers.location).toBe('https://bye.example/')
})

test.each([
  ['an access token of a kind that nobody revokes', 'access_token', 'unsupported_token_type', 0],
  ['an access token that should be revoked', 'access_token', 'server_error', 1],
  ['a refresh token that should be revoked', 'refresh_token', 'invalid_client', 1],
] as const)('%s: the log says what has gone wrong, and no more', async (_what, of, error, lost) => {
  const { browser, provider, lines } = await openGatewayLogin()
  const ada = browser()
  await ada.logIn()
  provider.state.faults.revocation = { of, error }
  expect((await ada.ask('/logout')).status).toBe(302)
  expect(provider.seen.revoked).toHaveLength(1) // the other one
  expect(lines.filter((line) => JSON.stringify(line).includes('tokens-not-revoked'))).toHaveLength(lost)
})

test('a session in a cookie is over after logout, though somebody kept the cookie', async () => {
  const { browser } = await openGatewayLogin({
    settings: { session: { kind: 'cookie', allowRefreshing: false, cipherKey: new Uint8Array(32) } },
  })
  const ada = browser()
  await ada.logIn()
  const kept = new Map(ada.cookies)
  await ada.ask('/logout')
  for (const [name, value] of kept) ada.cookies.set(name, value)
  expect((await ada.ask('/')).status).toBe(302)
})

test.each([
  [
    'an image of another site',
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
  ],
  ['a link of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', accept: 'text/html' }],
  [
    'a neighbour below the same domain',
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', accept: 'text/html' },
  ],
  ['a browser that looks ahead', { 'sec-fetch-site': 'same-origin', 'sec-purpose': 'prefetch' }],
])('%s logs nobody out; a person is asked first', async (_what, headers: Record<string, string>) => {
  const { browser, provider } = await openGatewayLogin()
  const ada = browser()
  await ada.logIn()
  const asked = await ada.ask('/logout', headers)
  expect(asked.status).toBe(403)
  if (headers['accept']) expect(asked.body).toContain(`href="${APP}/logout"`)
  expect(provider.seen.revoked).toEqual([])
  expect((await ada.ask('/')).status).toBe(200)
})

test('while the provider is away, the session here is over all the same, and that is said', async () => {
  const { browser, provider } = await openGatewayLogin()
  const ada = browser()
  await ada.logIn()
  provider.state.faults.all = (response) => response.destroy()
  const out = await ada.ask('/logout')
  expect(out.status).toBe(302)
  expect(ada.cookies.size).toBe(0)
})
