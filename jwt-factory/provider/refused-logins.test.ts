import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { beginLogin, PROVIDER_URL, openTestProvider, TESTER } from './test-login.fixture.ts'

let login: Awaited<ReturnType<typeof openTestProvider>>
beforeAll(async () => void (login = await openTestProvider()))
afterAll(() => login.parts.close())

/** What a person sees, in one line. */
const words = (text: string) => text.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')

describe('a login that nobody may begin', () => {
  test.each([
    ['another address', { redirect_uri: 'https://localhost:4743/callback/' }],
    ['the address of somebody else', { redirect_uri: 'https://evil.test/callback' }],
    ['an address that only begins right', { redirect_uri: 'https://localhost:4743/callback?next=https://evil.test' }],
    ['a client that nobody has registered', { client_id: 'somebody' }],
    ['the client id of a service', { client_id: 'servicea' }],
    ['a client id that is in every object', { client_id: '__proto__' }],
  ])('%s: it is said on a page of ours, and the browser is sent nowhere', async (_what, more) => {
    const page = await login.browser().open(beginLogin(more).url)
    expect(page.status).toBe(400)
    expect(page.url).toContain(PROVIDER_URL)
    expect(words(page.text)).toContain('This login cannot go on')
  })

  test.each([
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
    ['no challenge, and no word of it', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['a challenge that is the verifier itself', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a token in the address', { response_type: 'token' }, 'unsupported_response_type'],
    ['an ID token in the address', { response_type: 'id_token' }, 'unsupported_response_type'],
    ['a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    ['tokens for a resource of somebody else', { resource: 'https://other.test' }, 'invalid_target'],
    ['nobody is to be asked, and nobody is logged in', { prompt: 'none' }, 'login_required'],
  ])('%s: the application is told, with the issuer that says it', async (_what, more, error) => {
    const begun = beginLogin(more)
    const back = await login.browser().open(begun.url)
    const { origin, search, hash } = new URL(back.url)
    const searchParams = new URLSearchParams(search || hash.slice(1)) // where a token was asked for, its error stands there
    expect([origin, searchParams.get('error')]).toEqual(['https://localhost:4743', error])
    expect([searchParams.get('state'), searchParams.get('iss')]).toEqual([begun.state, PROVIDER_URL])
  })

  test.each(['fragment', 'form_post', 'web_message'])('an answer by %s', async (response_mode) => {
    expect((await login.browser().open(beginLogin({ response_mode }).url)).status).toBe(400)
  })
})

test('a wrong password: the page says so, keeps the name and not the password, and the next one is right', async () => {
  const browser = login.browser()
  const form = await browser.open(beginLogin().url)
  const again = await browser.send(form, { username: 'tester"><script>', password: 'a-wrong-password' })
  expect(again.status).toBe(401)
  expect(words(again.text)).toContain('Name or password is wrong.')
  expect(again.text).toContain('value="tester&quot;')
  expect(again.text).not.toContain('a-wrong-password')
  expect(again.text).not.toContain('<script')
  const back = await browser.send(again, TESTER)
  expect(back.url).toContain('https://localhost:4743/callback?code=')
})

test('the page of the login runs no script, goes into no frame, and stays in no cache', async () => {
  const { headers } = await login.browser().open(beginLogin().url)
  expect(headers['content-security-policy']).toBe(
    "default-src 'self'; script-src 'none'; base-uri 'none'; form-action 'self' https://localhost:4743; frame-ancestors 'none'; object-src 'none'",
  )
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
})
