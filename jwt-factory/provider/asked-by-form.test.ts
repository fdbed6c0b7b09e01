import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginLogin, openTestProvider, PROVIDER_URL, TESTER } from './test-login.fixture.ts'

let login: Awaited<ReturnType<typeof openTestProvider>>
beforeAll(async () => void (login = await openTestProvider()))
afterAll(() => login.parts.close())

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
/** A browser sends the form of an application's page. */
const OF_A_PAGE = {
  ...FORM,
  origin: 'https://localhost:4743',
  'sec-fetch-site': 'cross-site',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-dest': 'document',
}
const ask = (path: string, body: string, headers: Record<string, string> = OF_A_PAGE) =>
  login.ask('POST', `${PROVIDER_URL}${path}`, headers, body)

/** Where an answer leads, with what is asked there. */
const leadsTo = ({ headers }: Awaited<ReturnType<typeof ask>>, path: string) =>
  new URL(headers['location'] ?? '', `${PROVIDER_URL}${path}`)

test('a form asks for a login as a link does', async () => {
  const begun = beginLogin()
  const { search } = new URL(begun.url)
  const answer = await ask('/auth?client_id=another', search.slice(1))
  expect([answer.status, answer.headers['cache-control']]).toEqual([303, 'no-store'])
  const next = leadsTo(answer, '/auth')
  expect(next.pathname).toBe('/login/auth')
  expect([...next.searchParams]).toEqual([...new URL(begun.url).searchParams])

  const browser = login.browser()
  const form = await browser.open(next.href)
  const back = await browser.send(form, TESTER)
  expect(new URL(back.url).searchParams.get('state')).toBe(begun.state)
  expect(new URL(back.url).searchParams.get('code')).toBeTruthy()
})

test('and for a logout, which the person is asked about all the same', async () => {
  const { browser } = await login.logIn({}, login.browser())
  const answer = await ask('/session/end', 'client_id=login-gateway')
  const page = await browser.open(leadsTo(answer, '/session/end').href)
  expect(page.text).toContain('Log out?')
})

test('what is said twice stays twice, and is refused as in a link', async () => {
  const answer = await ask('/auth', `${new URL(beginLogin().url).search.slice(1)}&state=other`)
  const { searchParams, href } = leadsTo(answer, '/auth')
  expect(searchParams.getAll('state')).toHaveLength(2)
  const { url, status } = await login.browser().open(href)
  expect(status === 400 || new URL(url).searchParams.get('error') === 'invalid_request').toBe(true)
})

test.each([
  ['no form', '', FORM, 400],
  ['JSON', '{"client_id":"web-ui"}', { 'content-type': 'application/json' }, 415],
  ['too much', `state=${'x'.repeat(6000)}`, FORM, 413],
  ['much more', `state=${'x'.repeat(2_000_000)}`, FORM, 413],
])('%s is refused', async (_what, body, headers, status) => {
  for (const path of ['/auth', '/session/end']) {
    const answer = await ask(path, body, headers)
    expect([answer.status, answer.headers['location']]).toEqual([status, undefined])
  }
})

test('a line break in a value begins no header', async () => {
  const { headers } = await ask('/auth', 'state=a%0D%0ASet-Cookie:%20x=y&client_id=%C3%A9')
  expect(headers['location']).toBe('?state=a%0D%0ASet-Cookie%3A+x%3Dy&client_id=%C3%A9')
  expect(headers['set-cookie']).toBeUndefined()
})
