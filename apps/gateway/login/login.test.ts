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

  const page = await ada.ask('/dashboard?a=1', { jwt: 'forged', My_Access_Token: 'forged', X_Name: 'Eve' })
  expect(page.body).toBe('the application')
  const { headers = {}, rawHeaders = [] } = seen[0] ?? {}
  expect(String(headers['jwt']).split('.')).toHaveLength(3)
  expect(String(headers['my_access_token']).split('.')).toHaveLength(3)
  expect(headers['x-name']).toBe('Ada')
  expect(headers.cookie).toBeUndefined()
  expect(rawHeaders.join()).not.toMatch(/forged|Eve/)
  expect(provider.seen.token).toBe(1)
})
