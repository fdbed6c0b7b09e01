import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { parseClients } from '../registered-clients/client-file.ts'
import { beginLogin, exchangeOf, openTestProvider, PROVIDER_URL, TESTER } from './test-login.fixture.ts'

const CALLBACK = 'https://app.test/callback'
const APP = { secret: ['a-first-secret-of-16', 'another-secret-of-16'], redirectUris: [CALLBACK], audiences: ['https://api.test', 'serviceb'], scopes: [] } // prettier-ignore

let login: Awaited<ReturnType<typeof openTestProvider>>
beforeAll(async () => void (login = await openTestProvider()))
afterAll(() => login.parts.close())

/** What a client sends to the token route. */
function tokens(secret: string, form: Record<string, string>, id = 'app') {
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
  return login.ask('POST', `${PROVIDER_URL}/token`, headers, new URLSearchParams(form).toString())
}

test('a client that is declared while the factory runs logs people in, by each of its secrets, for its own resources', async () => {
  const { parts, logIn } = login
  const wanted = { client_id: 'app', redirect_uri: CALLBACK }
  expect((await logIn(wanted)).back.status).toBe(400)
  await parts.clientChanges.put('app', APP)
  for (const secret of APP.secret) {
    const { exchange } = await logIn({ ...wanted, resource: 'https://api.test' })
    const { status, body } = await tokens(secret, { ...exchange, redirect_uri: CALLBACK })
    expect(status).toBe(200)
    expect(JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString()).aud).toBe(
      'https://api.test',
    )
  }
  expect((await logIn({ ...wanted, resource: 'https://webui.test' })).back.url).toContain('error=invalid_target')
  parts.clientChanges.remove('app')
  expect((await logIn(wanted)).back.status).toBe(400)
})

test('what somebody declares for a client that comes with the sandbox takes its place', async () => {
  const { parts, logIn } = login
  await parts.clientChanges.put('web-ui', { ...APP, redirectUris: ['http://localhost:3000/callback'] })
  const wanted = { client_id: 'web-ui', redirect_uri: 'http://localhost:3000/callback' }
  expect((await logIn(wanted)).back.url).toContain('http://localhost:3000/callback?code=')
  expect((await logIn({ ...wanted, redirect_uri: 'https://localhost:4744/callback' })).back.status).toBe(400)
  parts.clientChanges.remove('web-ui')
  expect((await logIn({ ...wanted, redirect_uri: 'https://localhost:4744/callback' })).back.url).toContain('?code=')
})

test('the code of one client is worth nothing for another, and a wrong secret for nobody', async () => {
  const { logIn, secret } = login
  const { exchange } = await logIn()
  const theft = await tokens(await secret('web-ui'), exchange, 'web-ui')
  expect([theft.status, theft.body.error]).toEqual([400, 'invalid_grant'])
  for (const guess of ['wrong', '', 'a:b', 'ä'.repeat(100)]) {
    const answer = await tokens(guess, exchange, 'login-gateway')
    expect([guess, answer.status]).toEqual([guess, expect.toBeOneOf([400, 401])])
  }
  expect((await tokens(await secret('login-gateway'), exchange, 'login-gateway')).status).toBe(200)
})

test.each([
  ['a plain address of another machine', { redirectUris: ['http://app.test/callback'] }],
  ['a # in it', { redirectUris: ['https://app.test/callback#x'] }],
  ['a password in it', { redirectUris: ['https://a:b@app.test/callback'] }],
  ['another scheme', { redirectUris: ['javascript:alert(1)'] }],
  ['no address', { redirectUris: [] }],
  ['no list', { redirectUris: CALLBACK }],
  ['no secret', { redirectUris: [CALLBACK], secret: undefined, publicKeys: 'app/jwks.json' }],
  ['an address after a logout alone', { redirectUris: undefined, postLogoutRedirectUris: ['https://app.test/'] }],
  ['a faulty address after a logout', { postLogoutRedirectUris: ['ftp://app.test/'] }],
])('a client with %s is refused at the start, and the fault is named', async (_what, more) => {
  const text = JSON.stringify({ app: { ...APP, ...more } })
  await expect(parseClients('clients.json', text)).rejects.toThrow(/app\.(?:redirectUris|postLogoutRedirectUris)/)
})

test('an address of this machine may be plain', async () => {
  const text = JSON.stringify({
    app: { ...APP, redirectUris: ['http://localhost:1/callback', 'http://127.0.0.1/a', 'http://[::1]:2/b'] },
  })
  expect((await parseClients('clients.json', text)).clients['app']?.redirectUris).toHaveLength(3)
})

test('where people or logins are off, /login says so, and no secret is made', async () => {
  for (const [env, why] of [
    [{ PEOPLE: 'off' }, 'PEOPLE is off'],
    [{ LOGIN: 'off' }, 'LOGIN is off'],
  ] as const) {
    const { ask, secret, parts } = await openTestProvider({ env })
    onTestFinished(() => parts.close())
    const answer = await ask('GET', `${PROVIDER_URL}/.well-known/openid-configuration`)
    expect([answer.status, answer.body.detail]).toEqual([404, expect.stringContaining(why)])
    expect(await secret('login-gateway')).toBe('')
  }
})

test('nothing of the library reaches the terminal: what it says is in the log', async () => {
  const said: unknown[] = []
  const { info, warn, error, log } = console
  Object.assign(console, Object.fromEntries(['info', 'warn', 'error', 'log'].map((name) => [name, (text: unknown) => said.push(text)]))) // prettier-ignore
  onTestFinished(() => void Object.assign(console, { info, warn, error, log }))
  const { logIn, trade, ask, browser, parts } = await openTestProvider()
  onTestFinished(() => parts.close())
  const begun = beginLogin({ scope: 'openid offline_access' })
  const own = browser()
  const back = await own.send(await own.open(begun.url), TESTER)
  await trade(exchangeOf(back, begun.verifier))
  await logIn({ redirect_uri: 'https://evil.test' })
  await ask('POST', `${PROVIDER_URL}/token`, { 'content-type': 'application/json' }, '{')
  await own.send(await own.open(`${PROVIDER_URL}/session/end`), { logout: 'yes' })
  expect(said).toEqual([])
  expect(parts.logs.join('')).toContain('login-step-refused')
})
