import { expect, test } from 'vitest'
import { openGatewayLogin } from './login.fixture.ts'

const TRACE = '0123456789abcdef0123456789abcdef'
const TRACED = { traceparent: `00-${TRACE}-0123456789abcdef-01` }
type Opened = Awaited<ReturnType<typeof openGatewayLogin>>
const told = ({ traces }: Opened) =>
  traces.get(TRACE).flatMap(({ steps }) => steps.map(({ sentence }) => sentence.replace(/^The login gateway /, '')))

test('who comes back a second time hears that the answer counts once, also without the cookie that went', async () => {
  const opened = await openGatewayLogin()
  const ada = opened.browser()
  const sent = await ada.ask('/')
  const back = await ada.atProvider(String(sent.headers.location))
  await ada.ask(back)
  const again = await ada.ask(back, { accept: 'text/html' })
  expect(again.status).toBe(400)
  expect(again.body).toContain('This login was completed already: the answer of the provider counts once.')
  expect(again.body, 'for there may be a session from before').not.toContain('You are not logged in')
  expect((await ada.ask('/')).status).toBe(200)
})

test('an ID token that has expired, by the clock of the gateway, is refused with these words', async () => {
  const opened = await openGatewayLogin()
  const ada = opened.browser()
  const sent = await ada.ask('/')
  const later = await openGatewayLogin({ provider: opened.provider })
  later.clock.advance({ hours: 48 })
  const other = later.browser()
  const { headers } = await other.ask('/')
  const refused = await other.ask(await other.atProvider(String(headers.location)), { ...TRACED, accept: 'text/html' })
  expect([sent.status, refused.status]).toEqual([302, 400])
  expect(refused.body).toContain('an ID token that is not believed: it has expired, by the clock here.')
  expect(told(later).join('\n')).toContain('it has expired, by the clock here')
})

test('a cookie of a session that was ended is told from none at all', async () => {
  const opened = await openGatewayLogin()
  const ada = opened.browser()
  await ada.logIn()
  const copied = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  await ada.ask('/logout')
  await opened.browser().ask('/', { ...TRACED, cookie: copied })
  await opened.browser().ask('/', TRACED)
  expect(told(opened).filter((each) => each.includes('no session'))).toEqual([
    'finds that there is no session: that of the browser was ended, or is none of this gateway.',
    'finds that there is no session: the browser has none.',
  ])
})

test('a trace names what a client says of itself, which goes, and says no value', async () => {
  const opened = await openGatewayLogin()
  const ada = opened.browser()
  await ada.logIn()
  await ada.ask('/', { ...TRACED, 'X-Name': 'admin', x_name: 'admin', 'My-Access-Token': 'admin', 'x-other': 'admin' })
  expect(told(opened)).toContain(
    'finds that only the gateway may say x-name, x_name, my-access-token, and takes away what the client sent.',
  )
  expect(told(opened).join('\n')).not.toContain('admin')
})

const NOT_SENT: [what: string, failOnRedirect: boolean, method: string, headers: object, why: string][] = [
  ['failOnRedirect', true, 'GET', {}, 'failOnRedirect is set'],
  ['a form', false, 'POST', {}, 'what a POST sends would be lost on the way'],
  ['a script', false, 'GET', { 'sec-fetch-mode': 'cors' }, 'a script, an image or a frame cannot log in'],
  ['a page ahead of time', false, 'GET', { 'sec-purpose': 'prefetch' }, 'the browser loads the page ahead of time'],
]

test.each(NOT_SENT)(
  '401 says in the trace why nobody is sent away: %s',
  async (_what, failOnRedirect, method, headers, why) => {
    const opened = await openGatewayLogin({ settings: { failOnRedirect } })
    const answer = await fetch(`http://127.0.0.1:${opened.port}/`, { method, headers: { ...TRACED, ...headers } })
    expect(answer.status).toBe(401)
    expect(told(opened)).toContain(`finds that nobody is sent to the provider: ${why}.`)
  },
)
