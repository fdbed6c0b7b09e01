import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { LOGIN_NOW, openGatewayLogin } from './login.fixture.ts'

const answers: [string, (response: ServerResponse) => void][] = [
  ['does not answer', (response) => void response.destroy()],
  ['answers 500', (response) => void response.writeHead(500).end('oh')],
  ['leads elsewhere', (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ['answers a web page', (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')],
  [
    'answers without an end',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = () => void response.write(' '.repeat(100_000), (error) => (error ? undefined : more()))
      response.on('error', () => {})
      more()
    },
  ],
]

test.each(answers)('while the provider %s nobody logs in, and it is asked again later', async (_what, fault) => {
  const { browser, provider, lines } = await openGatewayLogin()
  provider.state.faults.all = fault
  const ada = browser()
  const away = await ada.ask('/', { accept: 'text/html' })
  expect(away.status).toBe(503)
  expect(away.headers['retry-after']).toBe('5')
  expect(lines.join('')).toContain('discovery-failed')
  provider.state.faults = {}
  expect((await ada.ask('/')).status).toBe(302)
})

test('a provider that takes connections and says nothing is waited for once, and then by one request at a time', async () => {
  const machine = manualClock(LOGIN_NOW)
  const { browser, provider } = await openGatewayLogin({ machine })
  let questions = 0
  let heard = Promise.withResolvers<void>()
  provider.state.faults.all = () => {
    questions++
    heard.resolve()
  }
  for (const count of [1, 2]) {
    const first = browser().ask('/')
    await heard.promise
    if (count > 1) expect((await browser().ask('/')).status).toBe(503)
    heard = Promise.withResolvers()
    machine.advance({ seconds: 5 })
    expect((await first).status).toBe(503)
    expect((await browser().ask('/')).status).toBe(503)
    expect(questions).toBe(count)
    machine.advance({ seconds: 5 })
  }
  provider.state.faults = {}
  expect((await browser().ask('/')).status).toBe(302)
})

test.each(answers)('where the token endpoint %s, nobody is logged in', async (_what, fault) => {
  const { browser, provider } = await openGatewayLogin()
  provider.state.faults.token = fault
  const ada = browser()
  const back = await ada.logIn()
  expect([400, 503]).toContain(back.status)
  expect(ada.cookies.has('__session')).toBe(false)
})

test.each(answers)(
  'a provider that %s ends no session: its tokens are good to their end, then it is 503',
  async (_what, fault) => {
    const { browser, provider, clock } = await openGatewayLogin()
    const ada = browser()
    await ada.logIn()
    provider.state.faults.token = fault
    clock.advance({ seconds: 599 })
    expect((await ada.ask('/')).status).toBe(200)
    clock.advance({ seconds: 1 })
    const away = await ada.ask('/')
    expect(away.status).toBe(503)
    expect(away.body).toContain('cannot be renewed')
    expect(ada.cookies.has('__session')).toBe(true)
    provider.state.faults = {}
    expect((await ada.ask('/')).status).toBe(200)
  },
)

test('sessions go on while the provider is away, and after it has rotated its keys', async () => {
  const { browser, provider, clock } = await openGatewayLogin()
  const ada = browser()
  await ada.logIn()
  await provider.rotate()
  expect((await ada.ask('/')).status).toBe(200)
  clock.advance({ seconds: 600 })
  expect((await ada.ask('/')).status).toBe(200)
  expect(provider.seen.keys).toBe(2)
  expect((await browser().logIn()).status).toBe(302)
  expect(provider.seen.keys).toBe(2)
})

test('where unknown keys are never asked for, as Gloo has it, a rotated key logs nobody in', async () => {
  const { browser, provider } = await openGatewayLogin({ settings: { jwksCacheRefreshPolicy: 'never' } })
  expect((await browser().logIn()).status).toBe(302)
  await provider.rotate()
  const refused = await browser().logIn()
  expect(refused.status).toBe(400)
  expect(refused.body).toContain('not trusted')
})

test('unknown keys are asked for as often as the policy says', async () => {
  const { browser, provider } = await openGatewayLogin({ settings: { jwksCacheRefreshPolicy: { maxPerInterval: 1 } } })
  await browser().logIn()
  provider.state.faults = { foreignKeyId: 'nobody' }
  for (let tries = 0; tries < 3; tries++) expect((await browser().logIn()).status).toBe(400)
  expect(provider.seen.keys).toBe(2)
})

test('what the settings say besides is said to the provider', async () => {
  const { browser, provider } = await openGatewayLogin({ settings: { authEndpointQueryParams: { prompt: 'login' } } })
  await browser().logIn()
  expect(provider.seen.authorize[0]?.searchParams.get('prompt')).toBe('login')
})
