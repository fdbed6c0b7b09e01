import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { openFakeProvider } from './fake-provider.fixture.ts'
import { createBrowser, LOGIN_NOW, openGatewayLogin } from './login.fixture.ts'
import type { LoginSettings } from '#core/login/login-settings'

const inCookies: Partial<LoginSettings> = {
  session: { kind: 'cookie', allowRefreshing: true, cipherKey: new Uint8Array(32).fill(7) },
}

test.each<[string, Partial<LoginSettings>]>([
  ['a store', {}],
  ['cookies', inCookies],
])(
  'with sessions in %s, who has logged in at one provider is nobody where another one is believed',
  async (_kind, settings) => {
    const clock = manualClock(LOGIN_NOW)
    const store = createMemoryStore(clock)
    const provider = await openFakeProvider(clock)
    const [anybody, same, strict, client] = await Promise.all([
      openGatewayLogin({ settings, clock, store, provider }),
      openGatewayLogin({ settings, clock, store, provider }),
      openGatewayLogin({ settings, clock, store }),
      openGatewayLogin({ settings: { ...settings, clientId: 'another-client' }, clock, store, provider }),
    ])
    const eve = anybody.browser()
    await eve.logIn()
    const statusAt = async (port: number) => {
      const browser = createBrowser(port)
      for (const [name, value] of eve.cookies) browser.cookies.set(name, value)
      return (await browser.ask('/')).status
    }
    expect(await statusAt(same.port)).toBe(200)
    expect(await statusAt(strict.port)).toBe(302)
    expect(await statusAt(client.port)).toBe(302)
    expect([strict.seen, client.seen]).toEqual([[], []])

    const begun = String((await eve.ask('/', { cookie: '' })).headers.location)
    const elsewhere = createBrowser(strict.port)
    for (const [name, value] of eve.cookies) elsewhere.cookies.set(name, value)
    const reply = await elsewhere.ask(await eve.atProvider(begun), { accept: 'text/html' })
    expect(reply.body).toContain('not begun in this browser')
    await provider.close()
  },
)

test('a person of another provider, by the same name, ends no session', async () => {
  const clock = manualClock(LOGIN_NOW)
  const store = createMemoryStore(clock)
  const [one, other] = await Promise.all([openGatewayLogin({ clock, store }), openGatewayLogin({ clock, store })])
  const ada = one.browser()
  await ada.logIn()
  for (let more = 0; more < 16; more++) await other.browser().logIn()
  expect((await ada.ask('/')).status).toBe(200)
})
