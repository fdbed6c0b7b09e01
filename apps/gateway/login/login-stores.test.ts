import { expect, test } from 'vitest'
import { manualClock, waitingClock } from '#core/clock'
import { createMemoryStore } from '#core/store/memory-store'
import { StoreUnavailable, type Store } from '#core/store/store'
import { openFakeProvider } from './fake-provider.fixture.ts'
import { createBrowser, LOGIN_NOW, openGatewayLogin } from './login.fixture.ts'

test('a store holds neither an id nor a token, and the sessions of one person are bounded', async () => {
  const store = createMemoryStore(manualClock(LOGIN_NOW))
  const { browser } = await openGatewayLogin({ store })
  const first = browser()
  await first.logIn()
  const rows = JSON.stringify([await store.list('login-sessions'), await store.list('login-people')])
  expect(rows).not.toContain(first.cookies.get('__session'))
  expect(rows).not.toMatch(/person-1|eyJhbGciOiJFUz/)
  for (let more = 0; more < 16; more++) await browser().logIn()
  expect(await store.list('login-sessions')).toHaveLength(16)
  expect((await first.ask('/')).status).toBe(302)
})

test('two gateways on one store renew a session once', async () => {
  const clock = manualClock(LOGIN_NOW)
  const provider = await openFakeProvider(clock)
  const store = createMemoryStore(clock)
  const [one, two] = await Promise.all([
    openGatewayLogin({ clock, provider, store }),
    openGatewayLogin({ clock, provider, store }),
  ])
  const ada = one.browser()
  await ada.logIn()
  clock.advance({ seconds: 599 })
  const sameAda = createBrowser(two.port)
  for (const [name, value] of ada.cookies) sameAda.cookies.set(name, value)
  const replies = await Promise.all([ada, sameAda, ada, sameAda].map((browser) => browser.ask('/')))
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(provider.seen.refreshes).toBe(1)
  await provider.close()
})

test('a gateway that died while it renewed a session ends it for nobody', async () => {
  const clock = manualClock(LOGIN_NOW)
  const store = createMemoryStore(clock)
  const { browser } = await openGatewayLogin({ clock, store, machine: waitingClock(Date.now()) })
  const ada = browser()
  await ada.logIn()
  clock.advance({ seconds: 600 })
  const [[key = ''] = []] = await store.list('login-sessions')
  await store.add('login-turns', key, 'dead', clock.now() + 15_000)
  expect((await ada.ask('/', { 'sec-fetch-mode': 'cors' })).status).toBe(503)
  clock.advance({ seconds: 15 })
  expect((await ada.ask('/')).status).toBe(200)
})

const away = (store: Store): Store => ({
  ...store,
  get: () => Promise.reject(new StoreUnavailable('gone')),
  add: () => Promise.reject(new StoreUnavailable('gone')),
})

test.each([
  [true, 503],
  [false, 302],
])(
  'while the store is away and failOnFetchFailure is %s, a page is answered %i',
  async (failOnFetchFailure, status) => {
    const store = away(createMemoryStore(manualClock(LOGIN_NOW)))
    const { browser, seen } = await openGatewayLogin({ store, settings: { failOnFetchFailure } })
    const ada = browser()
    ada.cookies.set('__session', 'A'.repeat(43))
    const reply = await ada.ask('/')
    expect(reply.status).toBe(status)
    expect((await ada.ask('/api', { 'sec-fetch-mode': 'cors' })).status).toBe(503)
    if (status === 302) {
      const back = await ada.atProvider(String(reply.headers.location))
      expect((await ada.ask(back)).status).toBe(503)
    }
    expect(seen).toEqual([])
  },
)
