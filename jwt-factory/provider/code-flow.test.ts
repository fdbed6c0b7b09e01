import { decodeJwt, decodeProtectedHeader } from 'jose'
import * as client from 'openid-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PROVIDER_URL, openTestProvider, TESTER } from './test-login.fixture.ts'

let login: Awaited<ReturnType<typeof openTestProvider>>
beforeAll(async () => void (login = await openTestProvider()))
afterAll(() => login.parts.close())

const configure = async (id: string) =>
  client.discovery(new URL(PROVIDER_URL), id, {}, client.ClientSecretBasic(await login.secret(id)), {
    [client.customFetch]: login.fetch,
  })

async function logIn(config: client.Configuration, redirect_uri: string, scope = 'openid profile offline_access') {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri,
    scope,
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  const browser = login.browser()
  const form = await browser.open(url.href)
  expect(form.status, form.text).toBe(200)
  const back = await browser.send(form, TESTER)
  expect(back.url, back.text).toContain(redirect_uri)
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true }
  return { browser, back, tokens: await client.authorizationCodeGrant(config, new URL(back.url), checks) }
}

test('a client that is not ours finds the provider, logs somebody in, refreshes, and learns who it is', async () => {
  const config = await configure('login-gateway')
  const { tokens } = await logIn(config, 'https://localhost:4743/callback')
  expect(tokens.claims()).toMatchObject({
    iss: PROVIDER_URL,
    aud: 'login-gateway',
    name: 'Travis Ester',
    nickname: 'tester',
    preferred_username: 'tester',
    picture: `${PROVIDER_URL}/pictures/TE.svg`,
  })
  expect(tokens.claims()).not.toHaveProperty('acr')
  expect(decodeProtectedHeader(tokens.id_token ?? '')).toMatchObject({ alg: 'RS256' })
  expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'RS256', typ: 'at+jwt' })
  expect(decodeJwt(tokens.access_token)).toMatchObject({ iss: PROVIDER_URL, aud: 'https://webui', client_id: 'login-gateway', scope: 'openid profile' }) // prettier-ignore
  const { sub } = tokens.claims() ?? { sub: '' }
  expect(await client.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({ sub, name: 'Travis Ester' })
  const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '')
  expect(next.refresh_token).not.toBe(tokens.refresh_token)
  expect(next.claims()).toMatchObject({ sub, name: 'Travis Ester' })
})

test('the other client that comes with the sandbox logs in as well, and has no refresh token that it did not ask for', async () => {
  const { tokens } = await logIn(await configure('web-ui'), 'https://localhost:4744/callback', 'openid profile')
  expect(tokens.claims()?.aud).toBe('web-ui')
  expect(tokens.refresh_token).toBeUndefined()
})
