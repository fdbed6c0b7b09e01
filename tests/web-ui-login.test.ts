import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { createServer } from '#core/http/node-http'
import { openFakeProvider, TEST_CLIENT } from '../apps/gateway/login/fake-provider.fixture.ts'
import { createBrowser, LOGIN_NOW } from '../apps/gateway/login/login.fixture.ts'
import { readWebUiConfig } from '../apps/web-ui/alone/config.ts'
import { openWebUi } from '../apps/web-ui/alone/open-web-ui.ts'

const RANDOM_SECRET = 'kW3rhS0cAXS5mVgyVgIcC2sDwv4x1YlqkxDdZlGvYbU='
const HTML = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }

interface PageAnswer {
  login: { person?: { sub: string; name: string }; idToken: object; accessToken: object; hints: object[] }
}

/** A page that logs people in itself, by the variables of the sample; a provider that logs everybody in; and one backend. */
async function openPageOfItsOwn(env: Record<string, string> = {}) {
  const clock = manualClock(LOGIN_NOW)
  const provider = await openFakeProvider(clock)
  const asked: IncomingHttpHeaders[] = []
  const backend = createServer(({ headers }, response) => {
    asked.push(headers)
    response.end('{"data":"all"}')
  }).listen(0, '127.0.0.1')
  await once(backend, 'listening')
  const config = readWebUiConfig({
    SHOULD_AUTHENTICATE: 'yes',
    ISSUER_BASE_URL: provider.issuer,
    AUTH0_CLIENT_ID: TEST_CLIENT.clientId,
    AUTH0_SECRET: TEST_CLIENT.clientSecret,
    RANDOM_SECRET,
    BASE_URL: 'https://app.example',
    BACKENDS: `http://127.0.0.1:${portAt(backend)}/data`,
    LOG_FORMAT: 'json',
    ...env,
  })
  const lines: string[] = []
  const world = { clock, machine: systemClock, write: (line: string) => void lines.push(line) }
  const opened = await openWebUi(config, { backends: undefined, caFile: undefined, sendsOn: 'authorization' }, world)
  const server = createServer(opened.listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const each of [server, backend]) {
      each.close()
      each.closeAllConnections()
    }
    await opened.close()
    await provider.close()
  })
  const browser = () => {
    const one = createBrowser(portAt(server))
    const read = async (headers = {}) => (JSON.parse((await one.ask('/', headers)).body) as PageAnswer).login
    return Object.assign(one, { read })
  }
  return { clock, provider, asked, lines, browser }
}

const portAt = (server: { address(): unknown }) => (server.address() as AddressInfo).port // it listens on a port

test('a person is sent to the provider by /login alone, comes back, and is known on each page', async () => {
  const { browser, asked, lines, provider } = await openPageOfItsOwn()
  const ada = browser()
  for (const path of ['/', '/profile', '/dashboard']) {
    const page = await ada.ask(path, HTML)
    expect([page.status, page.headers.location]).toEqual([200, undefined])
    expect(page.body).toContain('not logged in')
  }
  expect(provider.seen.discovery).toBe(0)
  const sent = await ada.ask('/login', HTML)
  const { searchParams } = new URL(String(sent.headers.location))
  expect(Object.fromEntries(searchParams)).toMatchObject({
    client_id: TEST_CLIENT.clientId,
    redirect_uri: 'https://app.example/callback',
    scope: 'openid profile offline_access',
    audience: 'https://webui',
    code_challenge_method: 'S256',
  })
  const back = await ada.ask(await ada.atProvider(String(sent.headers.location)), HTML)
  expect(String(back.headers['set-cookie'])).toMatch(/__Host-login-session=[^;]+; Path=\/; Max-Age=28800; Secure; HttpOnly; SameSite=Lax/) // prettier-ignore
  expect(back.headers.location).toBe('https://app.example/login')
  expect((await ada.ask('/login', HTML)).headers.location).toBe('/')
  expect(await ada.read()).toMatchObject({ person: { sub: 'person-1', name: 'Ada' }, accessToken: { outcome: 'good' } })
  expect(asked.at(-1)).toMatchObject({ authorization: expect.stringMatching(/^Bearer ey/) })
  expect(asked.at(-1)).not.toHaveProperty('cookie')
  const [token = ''] = /ey[\w-]+\.ey[\w-]+\.[\w-]+/.exec(String(asked.at(-1)?.authorization)) ?? []
  for (const path of ['/', '/profile', '/dashboard']) {
    const { body } = await ada.ask(path, HTML)
    expect(body).toContain('Ada')
    expect(body).not.toContain(token.split('.')[2])
  }
  expect(lines.join()).not.toContain(token.split('.')[2])
})

test('what headers and cookies of a client say is nothing: the session says who it is', async () => {
  const { browser, asked } = await openPageOfItsOwn()
  const [eve, ada] = [browser(), browser()]
  await ada.logIn('/login')
  await ada.ask('/')
  const token = String(asked.at(-1)?.authorization).replace('Bearer ', '')
  const said = await eve.read({ jwt: token, my_access_token: token, authorization: `Bearer ${token}`, 'x-name': 'Ada' })
  expect(said).toMatchObject({ idToken: { outcome: 'absent' }, hints: [{ header: 'x-name', outcome: 'unproven' }] })
  expect(said).not.toHaveProperty('person')
  expect(asked.at(-1)).not.toHaveProperty('authorization')
  eve.cookies.set('__Host-login-session', `1.${token}`)
  expect(await eve.read()).not.toHaveProperty('person')
})

test('an answer of the provider is taken once, and in the browser that has asked', async () => {
  const { browser } = await openPageOfItsOwn()
  const [eve, ada] = [browser(), browser()]
  const sent = await eve.ask('/login')
  const answer = await eve.atProvider(String(sent.headers.location))
  expect((await ada.ask(answer, HTML)).status).toBe(400)
  expect(await ada.read()).not.toHaveProperty('person')
  const kept = new Map(eve.cookies)
  expect((await eve.ask(answer)).status).toBe(302)
  for (const [name, value] of kept) eve.cookies.set(name, value)
  expect((await eve.ask(answer)).status).toBe(400)
})

test('a session that was slipped to somebody ends when they log in', async () => {
  const { browser, provider } = await openPageOfItsOwn()
  const [eve, ada] = [browser(), browser()]
  await eve.logIn('/login')
  const slipped = eve.cookies.get('__Host-login-session') ?? ''
  provider.state.claims = { name: 'Grace' }
  const sent = await ada.ask('/login')
  ada.cookies.set('__Host-login-session', slipped)
  await ada.ask(await ada.atProvider(String(sent.headers.location)))
  expect(ada.cookies.get('__Host-login-session')).not.toBe(slipped)
  expect(await ada.read()).toMatchObject({ person: { name: 'Grace' } })
})

test('logging out ends the session here, its tokens, and that at the provider; a copy of the cookie opens nothing', async () => {
  const { browser, provider } = await openPageOfItsOwn()
  const [ada, thief] = [browser(), browser()]
  await ada.logIn('/login')
  for (const [name, value] of ada.cookies) thief.cookies.set(name, value)
  const foreign = await ada.ask('/logout', { ...HTML, 'sec-fetch-site': 'cross-site' })
  expect(foreign.status).toBe(403)
  expect(await ada.read()).toHaveProperty('person')
  const { headers } = await ada.ask('/logout', { ...HTML, 'sec-fetch-site': 'same-origin' })
  const end = new URL(String(headers.location))
  expect(end.origin + end.pathname).toBe(`${provider.issuer}/end`)
  expect(end.searchParams.get('post_logout_redirect_uri')).toBe('https://app.example/')
  expect(provider.seen.revoked).toHaveLength(2)
  expect(await ada.read()).not.toHaveProperty('person')
  expect(await thief.read()).not.toHaveProperty('person')
})

test('tokens are renewed while the provider gives more, and not beyond a working day', async () => {
  const { browser, clock, provider } = await openPageOfItsOwn()
  const ada = browser()
  await ada.logIn('/login')
  const first = ada.cookies.get('__Host-login-session')
  clock.advance({ seconds: 700 })
  expect(await ada.read()).toHaveProperty('person')
  expect(provider.seen.refreshes).toBe(1)
  expect(ada.cookies.get('__Host-login-session')).not.toBe(first)
  clock.advance({ hours: 8 })
  expect(await ada.read()).not.toHaveProperty('person')
  expect(ada.cookies.get('__Host-login-session')).toBeUndefined()
})

test('while the provider is away the pages are there, and nobody can log in', async () => {
  const { browser, provider } = await openPageOfItsOwn()
  provider.state.faults.all = (response) => void response.destroy()
  const ada = browser()
  expect((await ada.ask('/', HTML)).status).toBe(200)
  const { status, body } = await ada.ask('/login', HTML)
  expect(status).toBe(503)
  expect(body).toContain('cannot be reached')
})

test('on this machine without TLS a cookie is one that each browser keeps', async () => {
  const { browser } = await openPageOfItsOwn({ BASE_URL: 'http://localhost:3000' })
  const sent = await browser().ask('/login')
  expect(String(sent.headers['set-cookie'])).toMatch(/^login-at-[\w-]+=[^;]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/) // prettier-ignore
})

test.each(['/login', '/callback', '/logout'])('%s takes GET alone', async (path) => {
  const { browser } = await openPageOfItsOwn()
  const { status, headers } = await browser().ask(path, HTML, 'POST', 'a=b')
  expect([401, 405]).toContain(status)
  expect(headers.location).toBeUndefined()
})
