import { expect, onTestFinished, test } from 'vitest'
import { createSpacedStore } from '#core/store/spaced-store'
import { createDirectory } from '../people/directory/directory.ts'
import { beginLogin, openTestProvider, PROVIDER_URL, renewalOf } from './test-login.fixture.ts'

async function open() {
  const login = await openTestProvider()
  onTestFinished(() => login.parts.close())
  const directory = createDirectory(createSpacedStore(login.parts.store, 'example-people'))
  const { browser, exchange } = await login.logIn({ scope: 'openid profile offline_access' })
  const tokens = await login.trade(exchange)
  const userinfo = (token = tokens.access_token) =>
    login.ask('GET', `${PROVIDER_URL}/me`, { authorization: `Bearer ${token}` })
  return { ...login, directory, browser, tokens, userinfo }
}

test('with another password a login has ended: the browser is asked again, and no refresh token is good', async () => {
  const { directory, browser, tokens, trade } = await open()
  await directory.change((document) => ({
    ...document,
    users: document.users.map((user) => ({ ...user, salt: `${user.salt}x` })),
  }))
  expect((await browser.open(beginLogin().url)).text).toContain('name="password"')
  expect((await browser.open(beginLogin({ prompt: 'none' }).url)).url).toContain('error=login_required')
  expect(await trade(renewalOf(tokens))).toMatchObject({ status: 400, error: 'invalid_grant' })
})

test('who is no longer in the directory is nobody any more, and another name is the same person', async () => {
  const { directory, tokens, trade, userinfo } = await open()
  const { body: before } = await userinfo()
  const claim = { id: 99, name: 'p', shortName: 'picture', value: 'https://pictures.test/t.png', description: '' }
  await directory.change((document) => ({
    ...document,
    claims: [...document.claims, claim],
    groups: document.groups.map((group) => ({ ...group, claims: [...group.claims, 99] })),
    users: document.users.map((user) => ({ ...user, lastName: 'Renamed' })),
  }))
  expect((await userinfo()).body).toEqual({ ...before, name: 'Travis Renamed', picture: 'https://pictures.test/t.png' })
  await directory.change((document) => ({ ...document, users: [] }))
  expect((await userinfo()).status).toBe(401)
  expect(await trade(renewalOf(tokens))).toMatchObject({ status: 400, error: 'invalid_grant' })
})

test('who somebody is is told for an access token of a login alone', async () => {
  const { tokens, userinfo, ask } = await open()
  expect((await userinfo()).body).toMatchObject({ preferred_username: 'tester' })
  for (const token of [tokens.id_token, tokens.refresh_token, `${tokens.access_token}x`, 'x', 'a.b.c']) {
    const answer = await userinfo(token)
    const { status, headers, body } = answer
    expect([status, headers['www-authenticate']]).toEqual([401, expect.stringContaining('invalid_token')])
    expect(body.error).toBe('invalid_token')
  }
  const nothing = await ask('GET', `${PROVIDER_URL}/me`)
  expect([nothing.status, nothing.headers['www-authenticate']]).toEqual([401, `Bearer realm="${PROVIDER_URL}"`])
  expect(nothing.body).toEqual({ message: 'no token provided' }) // and no error: nobody has made one
})
