import { expect, test } from 'vitest'
import { APP, openGatewayLogin } from './login.fixture.ts'

test('who has no session is sent to the provider, comes back, and goes on with tokens and claims', async () => {
  const { browser, seen, provider } = await openGatewayLogin()
  const ada = browser()
  const sent = await ada.ask('/dashboard?a=1')
  expect(sent.status).toBe(302)
  const address = new URL(String(sent.headers.location))
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    client_id: 'the-gateway',
    redirect_uri: `${APP}/callback`,
    response_type: 'code',
    scope: 'openid profile',
    code_challenge_method: 'S256',
  })
  for (const name of ['state', 'nonce', 'code_challenge']) expect(address.searchParams.get(name)).toMatch(/^[\w-]{43}$/)
  const back = await ada.ask(await ada.atProvider(address.href))
  expect(back.status).toBe(302)
  expect(back.headers.location).toBe(`${APP}/dashboard?a=1`)
  expect([...ada.cookies.keys()]).toEqual(['__session'])

  const page = await ada.ask('/dashboard?a=1', { jwt: 'forged', My_Access_Token: 'forged', X_Name: 'Eve Evil' })
  expect(page.body).toBe('the application')
  const { headers = {}, rawHeaders = [] } = seen[0] ?? {}
  expect(String(headers['jwt']).split('.')).toHaveLength(3)
  expect(String(headers['my_access_token']).split('.')).toHaveLength(3)
  expect(headers['x-name']).toBe('Ada')
  expect(headers.cookie).toBeUndefined()
  expect(rawHeaders.join()).not.toMatch(/forged|Eve Evil/)
  expect(provider.seen.token).toBe(1)
})

test('thirty people log in at once, and each is told to the application as that very person', async () => {
  const { browser, provider, seen } = await openGatewayLogin({ settings: { idTokenClaims: [SUBJECT] } })
  let people = 0
  provider.state.subject = () => `person-${++people}`
  const browsers = Array.from({ length: 30 }, browser)
  const backs = await Promise.all(browsers.map((each, at) => each.logIn(`/${at}`)))
  expect(backs.map(({ headers }) => headers.location)).toEqual(browsers.map((_each, at) => `${APP}/${at}`))
  await Promise.all(browsers.map((each) => each.ask('/')))
  expect(new Set(seen.map(({ headers }) => headers['x-sub'])).size).toBe(30)
})

test('thirty browsers of one person log in at once, and those that are over make room', async () => {
  const { browser, store } = await openGatewayLogin()
  const backs = await Promise.all(Array.from({ length: 30 }, browser).map((each) => each.logIn()))
  expect(new Set(backs.map(({ status }) => status))).toEqual(new Set([302]))
  expect((await store.list('login-sessions')).length).toBeLessThanOrEqual(16)
})

const SUBJECT = { claim: 'sub', header: 'x-sub', append: false }
