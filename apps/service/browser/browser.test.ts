import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import type { OutsideAnswer } from '#core/http/outside-client'
import { createTraces } from '#core/trace/recorder'
import { createBrowser } from './browser.ts'
import type { WebRequest } from './web-client.ts'

const GATEWAY = 'https://localhost:4743'
const PROVIDER = 'https://localhost:5443/login'
const TRACE = '0af7651916cd43dd8448eb211c80319c'

const places = { gateway: new URL(GATEWAY), provider: new URL(PROVIDER) }

const sendTo = (location: string, cookie?: string): OutsideAnswer => ({
  status: 302,
  headers: { location },
  text: '',
  ...(cookie !== undefined && { setCookies: [cookie] }),
})
const said = (status: number, text: string, headers: OutsideAnswer['headers'] = {}): OutsideAnswer => ({
  status,
  headers,
  text,
})

const FORM =
  '<form method="post" action="/login/form"><input name="name"><input type="password" name="password"></form>'
const PAGE = JSON.stringify({
  from: 'web-ui',
  login: { person: { sub: '1', name: 'Travis Ester', exp: 1 } },
  backends: [
    { name: 'backend-api', status: 200, body: { from: 'backend-api' } },
    { name: 'second-backend-api', status: 403, body: 'RBAC: access denied' },
  ],
})

/** A gateway and a provider as ours, in a few lines. */
function answerOf({ method, url, headers, body }: WebRequest): OutsideAnswer {
  const cookie = headers['cookie'] ?? ''
  if (url.origin === GATEWAY) {
    if (url.pathname === '/callback')
      return cookie.includes('pending=1') && url.searchParams.get('state') === 's'
        ? sendTo('/', '__Host-session=1; Path=/; Secure')
        : said(400, '<h1>This login was not begun here</h1>', { 'content-type': 'text/html' })
    if (url.pathname === '/away') return sendTo('https://evil.test/')
    if (url.pathname === '/round') return sendTo('/round')
    if (headers['tracestate']?.includes('login-api'))
      return said(401, '{"detail":"log in"}', { 'www-authenticate': 'Bearer' })
    if (cookie.includes('__Host-session=1')) return said(200, PAGE)
    return sendTo(`${PROVIDER}/auth?state=s`, 'pending=1; Path=/')
  }
  if (method === 'POST')
    return /^name=(?:tester|eve)&password=secret-word$/.test(body ?? '')
      ? sendTo(`${GATEWAY}/callback?code=secret-code&state=s`)
      : said(200, FORM)
  return said(200, FORM)
}

function openBrowser() {
  const clock = manualClock(0)
  const traces = createTraces('browser', clock)
  const asked: WebRequest[] = []
  const browser = createBrowser({
    client: {
      placeOf: ({ origin }) =>
        origin === GATEWAY ? 'gateway' : origin === places.provider.origin ? 'provider' : undefined,
      async send(request) {
        asked.push(request)
        return answerOf(request)
      },
      close: async () => {},
    },
    places,
    trace: { traceId: TRACE, parentId: undefined, sampled: true, policies: 'login' },
    recorder: traces.record(TRACE, undefined),
    person: { username: 'tester', password: 'secret-word' },
    stranger: { username: 'eve', password: 'secret-word' },
    turn: { of: 'tester' },
    finds: () => {},
    timeLeft: () => 1000,
  })
  const sentences = () => traces.get(TRACE).flatMap(({ steps }) => steps.map(({ sentence }) => sentence))
  return { browser, asked, sentences }
}

const SEEN = {
  valid: true,
  person: { sub: '1', name: 'Travis Ester' },
  'backend-api': { valid: true },
  'second-backend-api': { valid: false, status: 403, message: 'refused by the sidecar of second-backend-api' },
}

test('from the first click to the page: it goes where it is sent, and the person types in name and password once', async () => {
  const { browser, asked, sentences } = openBrowser()
  const seen = await browser.open('/')
  expect(seen).toMatchObject(SEEN)
  expect(Object.keys(Object(seen['person']))).toEqual(['sub', 'name'])
  expect(sentences()).toEqual([
    'The browser asks the login gateway for /.',
    'The browser asks jwt-factory who is logged in there, where it was sent.',
    'The browser asks jwt-factory to log tester in, with name and password.',
    'The browser asks the login gateway for /callback, with the code that it was sent back with.',
    'The browser asks the login gateway for /, with its cookies, where it was sent.',
  ])
  for (const { headers } of asked) expect(headers).toMatchObject({ tracestate: 'jwt-sandbox=policies-login' })
})

test('no step tells a code, a state, a cookie or a password', async () => {
  const { browser, sentences } = openBrowser()
  await browser.open('/')
  await browser.ask(browser.cameBackBy)
  expect(sentences().join('\n')).not.toMatch(/secret-code|secret-word|state|session=/)
})

test('whoever stays outside sees the form, and whoever only asks is not sent on', async () => {
  const { browser } = openBrowser()
  expect(await browser.open('/', 'outside')).toEqual({
    status: 200,
    at: 'jwt-factory',
    shows: 'a form for a name and a password',
  })
  expect(await browser.ask('/')).toEqual({ status: 302, sentTo: 'jwt-factory' })
})

test('with the code of somebody else, or one that is made up, nobody is logged in', async () => {
  const { browser, sentences } = openBrowser()
  const other = browser.another('an attacker')
  const refused = {
    valid: false,
    status: 400,
    reason: 'This login was not begun here',
    message: 'refused by the login gateway',
  }
  expect(await browser.ask(await other.untilSentBack('/'))).toEqual(refused)
  expect(await browser.ask('/callback?code=made-up&state=s')).toEqual(refused)
  expect(sentences()).toContain('The browser asks jwt-factory to log eve in, with name and password.')
  const told = sentences().filter((sentence) => sentence.includes(' told ') || sentence.includes('itself'))
  expect(told).toEqual([
    'The browser was told to be that of an attacker from now on.',
    'The browser was told to be that of tester from now on.',
    'The browser asks the login gateway for /callback, with a code that it did not get itself.',
    'The browser asks the login gateway for /callback, with a code that it did not get itself.',
  ])
})

test('what is different for a request is said with it', async () => {
  const { browser, sentences } = openBrowser()
  await browser.ask('/', { terms: 'later' })
  await browser.ask('/', { terms: 'api' })
  await browser.ask('/', { terms: 'jwt-alone' })
  expect(sentences()).toEqual([
    'The browser asks the login gateway for /, two days later.',
    'The browser asks the login gateway for /, as a program does, with its cookies.',
    'The browser asks the login gateway for /, with its cookies.',
  ])
})

test('a copy of all cookies is somebody, and a new browser is nobody', async () => {
  const { browser } = openBrowser()
  await browser.open('/')
  expect(await browser.another('a thief', 'copied').ask('/')).toMatchObject({ valid: true })
  expect(await browser.another('somebody').ask('/')).toEqual({ status: 302, sentTo: 'jwt-factory' })
})

test('what a gateway says to programs is a refusal, with its challenge', async () => {
  const { browser } = openBrowser()
  expect(await browser.ask('/', { terms: 'api' })).toMatchObject({
    valid: false,
    status: 401,
    reason: 'log in',
    challenge: 'Bearer',
  })
})

test('what only a gateway may say goes to the gateway alone, in several spellings', async () => {
  const { browser, asked } = openBrowser()
  await browser.open('/', undefined, { says: 'admin' })
  const saying = asked.filter(({ headers }) => Object.values(headers).includes('admin'))
  expect(saying.map(({ url }) => url.origin)).toEqual([GATEWAY, GATEWAY, GATEWAY])
})

test.each(['/away', '/round'])('it goes to nobody else, and not without an end (%s)', async (path) => {
  await expect(openBrowser().browser.open(path)).rejects.toMatchObject({ type: 'peer-garbled' })
})
