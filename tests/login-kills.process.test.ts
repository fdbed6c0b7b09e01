import { expect, onTestFinished, test } from 'vitest'
import { readClientSecret } from '#core/files/service-folder'
import { beginLogin, PROVIDER_URL, TESTER } from '../jwt-factory/provider/test-login.fixture.ts'
import { NobodyThere, openCookieBrowser } from './support/cookie-browser.ts'
import { ask, untilHealthy } from './support/play-all.ts'
import { freePorts } from './support/ports.ts'
import { startNode, testKeysFolder } from './support/processes.ts'

// Nothing listens where the application is: where the browser is sent at last is in what it says of that.
const CALLBACK = 'https://localhost:1/callback'

/** A factory with its store in SQLite, which is killed and started again. */
async function openKilled() {
  const KEYS_FOLDER = await testKeysFolder()
  const [plain = 0, tls = 0] = await freePorts(2)
  const ports = { FACTORY_PORT: String(plain), FACTORY_TLS_PORT: String(tls) }
  const env = { ...ports, KEYS_FOLDER, STORE: 'sqlite', LOGIN_GATEWAY_URL: new URL(CALLBACK).origin }
  const run = async () => {
    const running = startNode('jwt-factory', env)
    await untilHealthy(plain)
    return running
  }
  let running = await run()
  const browser = await openCookieBrowser(KEYS_FOLDER)
  onTestFinished(() => browser.close())
  const issuer = `https://localhost:${tls}/login`
  const secret = (await readClientSecret(KEYS_FOLDER, 'login-gateway')) ?? ''
  const authorization = `Basic ${Buffer.from(`login-gateway:${secret}`).toString('base64')}`
  return {
    browser,
    issuer,
    async kill() {
      running.kill('SIGKILL')
      await running.ended()
      running = await run()
    },
    trade: (form: Record<string, string>, path = '/login/token') =>
      ask(plain, path, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) }),
    begin(more: Record<string, string> = {}) {
      const { url, verifier } = beginLogin({ redirect_uri: CALLBACK, scope: 'openid offline_access', ...more })
      return { url: url.replace(PROVIDER_URL, issuer), verifier }
    },
  }
}

/** The address that a browser cannot open, for nobody is there. */
async function sentTo(page: Promise<unknown>): Promise<URL> {
  const gone = await page.catch((error: unknown) => error)
  if (gone instanceof NobodyThere) return new URL(gone.message)
  throw new Error('the browser has stayed', { cause: gone })
}

test('a factory that is killed in the middle of a login goes on with it, and what is over stays over', async () => {
  const { browser, begin, kill, trade, issuer } = await openKilled()
  const { url, verifier } = begin()
  const form = await browser.open(url)
  await kill()
  const code = (await sentTo(browser.send(form, TESTER))).searchParams.get('code') ?? ''
  await kill()
  const exchange = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier }
  const { refresh_token: first } = (await trade(exchange))?.body ?? {}
  await kill()
  const { refresh_token: second } = (await trade({ grant_type: 'refresh_token', refresh_token: first }))?.body ?? {}
  expect(second).toEqual(expect.any(String))
  expect((await trade({ token: second }, '/login/token/revocation'))?.status).toBe(200)
  await kill()
  for (const refresh_token of [first, second])
    expect((await trade({ grant_type: 'refresh_token', refresh_token }))?.body.error).toBe('invalid_grant')
  const again = (await sentTo(browser.open(begin({ prompt: 'none' }).url))).searchParams
  expect(again.get('code'), 'the session is still there').not.toBeNull()
  const asked = await browser.open(`${issuer}/session/end`)
  expect((await browser.send(asked, { logout: 'yes' })).body).toContain('You are logged out')
  await kill()
  const out = (await sentTo(browser.open(begin({ prompt: 'none' }).url))).searchParams
  expect(out.get('error')).toBe('login_required')
})
