import type { BrowserOfPlay, Seen } from './browser-of-play.ts'
import { scenario } from './scenario.ts'
import type { Stage } from './stage.ts'

/** The last part of the sample that everybody copies: a login before a page, two backends, and the mesh behind. */
export default scenario({
  title: 'Login at the gateway: the application never sees a password',
  story:
    'Somebody opens a page. The gateway before it sends the browser to the provider, which alone sees the password. The browser comes back with a code, and the gateway fetches the tokens: the page gets them in headers, verifies them, and asks its backends with the access token. Behind it the policies of a mesh hold.',
  caller: 'servicea',
  callees: [],
  trust: 'login',
  calls: {
    servicea: ['browser'],
    browser: ['login-gateway'],
    'login-gateway': ['web-ui'],
    'web-ui': ['backend-api', 'second-backend-api'],
  },
  variants: {
    'logged-out': 'nobody logs in: the browser sees the form of the provider, and the page is never asked',
    'forged-callback':
      'a code is made up, or was got by somebody else: the browser did not ask for it, so no session is made',
    'state-replayed': 'the browser comes back a second time by the same address: what it brings was used',
    'spoofed-headers': 'the browser says itself who it is, in the headers of the gateway: that is removed',
    'expired-session': 'two days later the session is over: the browser is sent to log in again',
    logout: 'the person logs out: also who has copied the cookies before is out',
    'api-client': 'a program without a session is told 401, and sent nowhere',
    'allow-nothing': 'the mesh allows nothing: logged in, and the page itself is refused',
    'gateway-only': 'the gateway may call the page: it shows who is logged in, and both backends refuse it',
    'second-backend': 'all is right for the first backend; no policy names the second one, so it refuses to the end',
    'other-issuer': 'the mesh was told another issuer of users: the first backend does not believe the token',
    'jwt-header-alone':
      'the page hands on the header "jwt", as it got it, and nothing else: no policy looks there, so there is no user',
  },
  async play(stage) {
    const policies = POLICIES_OF.find(([variant]) => stage.hasVariant(variant))?.[1] ?? 'login-tokens-alone'
    return stage.withBrowser(policies, (browser) => visit(stage, browser))
  },
})

const POLICIES_OF = [
  ['allow-nothing', 'allow-nothing'],
  ['gateway-only', 'login-gateway-only'],
  ['second-backend', 'login'],
  ['jwt-header-alone', 'login'],
  ['other-issuer', 'login-other-issuer'],
] as const

async function visit(stage: Stage, browser: BrowserOfPlay): Promise<unknown> {
  if (stage.hasVariant('logged-out')) return loggedOut(browser)
  if (stage.hasVariant('api-client')) return asProgram(browser)
  if (stage.hasVariant('forged-callback')) return forged(browser)
  if (stage.hasVariant('jwt-header-alone')) return browser.open('/', undefined, { terms: 'jwt-alone' })
  if (stage.hasVariant('spoofed-headers')) return saysAdmin(browser)
  const first = await browser.open('/')
  if (stage.hasVariant('state-replayed')) return { first, again: await browser.ask(browser.cameBackBy) }
  if (stage.hasVariant('expired-session')) return { first, ...(await later(browser)) }
  return stage.hasVariant('logout') ? { first, ...(await loggingOut(browser)) } : first
}

async function loggedOut(browser: BrowserOfPlay): Promise<Seen> {
  const seen = await browser.open('/', 'outside')
  if ('shows' in seen) browser.finds('whoever has not logged in sees the form of the provider, and nothing of the page')
  return seen
}

async function asProgram(browser: BrowserOfPlay): Promise<Seen> {
  const seen = await browser.ask('/', { terms: 'api' })
  if (seen['status'] === 401) browser.finds('a program without a session is told 401, and is sent nowhere')
  return seen
}

async function saysAdmin(browser: BrowserOfPlay): Promise<Seen> {
  const seen = await browser.open('/', undefined, { says: 'admin' })
  const { name } = Object(seen['person']) as { name?: unknown }
  if (typeof name === 'string' && name !== 'admin')
    browser.finds(`the browser said that it is admin, and the page heard of ${name} alone`)
  return seen
}

async function forged(browser: BrowserOfPlay): Promise<unknown> {
  const made = await browser.ask('/callback?code=made-up&state=made-up')
  const attacker = browser.another('somebody who wants others to be logged in as themselves')
  return { 'made up': made, 'of somebody else': await browser.ask(await attacker.untilSentBack('/')) }
}

async function later(browser: BrowserOfPlay): Promise<Record<string, Seen>> {
  const seen = await browser.ask('/', { terms: 'later' })
  if ('sentTo' in seen) browser.finds('two days later the session is over: the browser is sent to log in again')
  return { later: seen }
}

async function loggingOut(browser: BrowserOfPlay): Promise<Record<string, Seen>> {
  const thief = browser.another('whoever has copied the cookies', 'copied')
  const out = await browser.open('/logout', 'outside')
  const copy = await thief.ask('/')
  if ('shows' in out && 'sentTo' in copy)
    browser.finds('after the logout the person has to log in again, and so has whoever has copied the cookies before')
  return { 'logged out': out, 'the copy': copy }
}
