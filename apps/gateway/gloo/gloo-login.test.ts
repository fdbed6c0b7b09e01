import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { freePorts } from '../../../tests/support/ports.ts'
import { openFakeProvider, TEST_CLIENT } from '../login/fake-provider.fixture.ts'
import { askPort } from '../gateway.fixture.ts'
import { openRoute, openTestGloo, workingSample } from './gloo.fixture.ts'

const NOW = 1_800_000_000_000

const headersIn = (answer: string, name: string) =>
  [...answer.matchAll(new RegExp(`^${name}: (.*)\\r$`, 'gim'))].map(([, value = '']) => value)

/** @returns where the browser is sent then */
const follow = async (address: string) => {
  const url = new URL(address)
  const { headers } = await askPort(Number(url.port), url.pathname + url.search, { headers: { host: url.host } })
  return new URL(headers.location ?? '')
}

/** The sample before a provider that logs everybody in, and one browser. */
async function openSample(...changes: (readonly [string, string])[]) {
  const provider = await openFakeProvider(manualClock(NOW))
  const filled = [
    ['https://localhost:5443/login', provider.issuer],
    ['clientId: login-gateway', `clientId: ${TEST_CLIENT.clientId}`],
    [btoa('a secret of the client'), btoa(TEST_CLIENT.clientSecret)],
  ] as const
  const ports = await freePorts(2)
  const gateway = await openTestGloo(await workingSample(openRoute('style', '/style'), ...filled, ...changes), {
    ports,
    now: NOW,
  })
  const cookies = new Map<string, string>()
  async function ask(target: string, lines: string[] = []): Promise<string> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const host = `webuitest.com:${ports[0]}`
    const answer = await gateway.ask(target, {
      host,
      lines: ['Accept: text/html', ...(cookie ? [`Cookie: ${cookie}`] : []), ...lines],
    })
    for (const text of headersIn(answer, 'set-cookie')) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
      if (text.endsWith('Max-Age=0')) cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  return { ...gateway, provider, ask, cookies, own: `https://webuitest.com:${ports[0]}` }
}

test('by the documents of the sample somebody logs in, the service hears who it is, and logs out', async () => {
  const { ask, seen, cookies, own, provider } = await openSample()
  const [sent = ''] = headersIn(await ask('/dashboard?day=1'), 'location')
  expect(sent).toContain(`${provider.issuer}/authorize?`)
  expect(new URL(sent).searchParams.get('redirect_uri')).toBe(`${own}/callback`)
  const back = await follow(sent)
  expect(`${back.origin}${back.pathname}`).toBe(`${own}/callback`)
  const [home] = headersIn(await ask(back.pathname + back.search), 'location')
  expect([home, seen]).toEqual([`${own}/dashboard?day=1`, []])

  await ask('/dashboard', ['X-Name: Mallory', 'jwt: forged', 'Cookie2: x'])
  const told = seen.at(-1)?.headers ?? {}
  expect(told).toMatchObject({
    'x-name': 'Ada',
    jwt: expect.stringMatching(/^ey/),
    my_access_token: expect.stringMatching(/^ey/),
  })
  expect(told.cookie).toBeUndefined()

  cookies.set('theme', 'dark')
  await ask('/style/own.css', ['X-Name: Mallory'])
  expect(seen.at(-1)).toMatchObject({ url: '/style/own.css', headers: { cookie: 'theme=dark' } })
  expect(seen.at(-1)?.headers['x-name']).toBeUndefined()

  expect(await ask('/logout')).toMatch(/^HTTP\/1.1 30[23]/)
  expect(provider.seen.revoked.length).toBeGreaterThan(0)
  const count = seen.length
  expect(await ask('/dashboard')).toMatch(/^HTTP\/1.1 302/)
  expect(seen).toHaveLength(count)
})

test('the login sees the path in its normal form: the callback is the callback however it is written', async () => {
  const { ask, seen } = await openSample()
  const statusOf = async (target: string) => Number(/^HTTP\/1.1 (\d+)/.exec(await ask(target))?.[1])
  const plain = await statusOf('/callback?state=none')
  expect(plain).toBeGreaterThanOrEqual(400)
  for (const target of ['/x/../callback?state=none', '/./callback?state=none', '/x/%2e%2e/callback?state=none'])
    expect(await statusOf(target), target).toBe(plain)
  expect(seen).toEqual([])
})

test('no service behind sets a cookie of a login, on a route for which nobody logs in either', async () => {
  const { ask, service } = await openSample()
  service.prependListener('request', (_request, response) =>
    response.setHeader('set-cookie', ['__Host-login-session=evil', '=__Host-login-session=evil', 'theme=dark']),
  )
  expect(headersIn(await ask('/style/own.css'), 'set-cookie')).toEqual(['theme=dark'])
})

test('with failOnRedirect, who has not logged in is answered 401', async () => {
  const { ask } = await openSample(['    glooAuth:\n', '    glooAuth:\n      failOnRedirect: true\n'])
  expect(await ask('/dashboard')).toMatch(/^HTTP\/1.1 401/)
})

test('sessions may be in a store, by the cookie that the policy names', async () => {
  const redis =
    '            callbackPath: /callback\n            session: {redis: {cookieName: my-session, options: {host: "redis:6379"}}}\n'
  const { ask, cookies } = await openSample(['            callbackPath: /callback\n', redis])
  const [sent = ''] = headersIn(await ask('/'), 'location')
  const back = await follow(sent)
  await ask(back.pathname + back.search)
  expect([...cookies.keys()]).toEqual(['my-session'])
  expect(await ask('/')).toMatch(/^HTTP\/1.1 200/)
})
