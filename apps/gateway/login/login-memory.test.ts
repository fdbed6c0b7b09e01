import { createConnection } from 'node:net'
import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createLoginMemory } from '#core/login/login-memory'
import { openFakeProvider } from './fake-provider.fixture.ts'
import { createBrowser, LOGIN_NOW, openGatewayLogin } from './login.fixture.ts'

const settings = {
  session: { kind: 'cookie', allowRefreshing: true, cipherKey: new Uint8Array(32).fill(7) },
} as const

/** Two policies of one gateway that take each other's sessions. */
async function openTwo() {
  const clock = manualClock(LOGIN_NOW)
  const provider = await openFakeProvider(clock)
  const memory = createLoginMemory(clock)
  const [one, other] = await Promise.all([
    openGatewayLogin({ settings, clock, provider, memory }),
    openGatewayLogin({ settings, clock, provider, memory }),
  ])
  const ada = one.browser()
  await ada.logIn()
  const copied = (port: number) => {
    const browser = createBrowser(port)
    for (const [name, value] of ada.cookies) browser.cookies.set(name, value)
    return browser
  }
  return { one, other, ada, copied, clock, provider }
}

test('who logs out at one policy of a gateway has logged out at all of them, whoever has a copy of the cookie', async () => {
  const { one, other, ada, copied, provider } = await openTwo()
  const [here, there] = [copied(one.port), copied(other.port)]
  expect((await there.ask('/')).status).toBe(200)
  await ada.ask('/logout')
  expect([(await here.ask('/')).status, (await there.ask('/')).status]).toEqual([302, 302])
  await provider.close()
})

test('a session in a cookie is renewed once, at whichever policies of a gateway is asked', async () => {
  const { other, ada, copied, clock, provider } = await openTwo()
  const there = copied(other.port)
  clock.advance({ seconds: 599 })
  const replies = await Promise.all([ada.ask('/'), there.ask('/'), ada.ask('/'), there.ask('/')])
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(provider.seen.refreshes).toBe(1)
  await provider.close()
})

test('a logout ends a copy of the cookie and a web socket from before the session was renewed', async () => {
  const { one, ada, copied, clock, provider } = await openTwo()
  one.service.on('upgrade', (_request, socket) => {
    socket.on('error', () => {}).on('end', () => void socket.end())
    socket.resume().write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n')
  })
  const old = copied(one.port)
  const cookie = [...ada.cookies].map((pair) => pair.join('=')).join('; ')
  const socket = createConnection(one.port, '127.0.0.1')
  socket.on('error', () => {})
  const ended = new Promise((resolve) => void socket.once('close', resolve))
  socket.write(
    `GET / HTTP/1.1\r\nhost: app.example\r\ncookie: ${cookie}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n`,
  )
  expect(await new Promise((resolve) => void socket.once('data', (said: Buffer) => resolve(String(said))))).toContain(
    ' 101 ',
  )
  clock.advance({ seconds: 599 })
  expect((await ada.ask('/')).status).toBe(200)
  expect(ada.cookies).not.toEqual(old.cookies)
  await ada.ask('/logout')
  await ended
  expect((await old.ask('/')).status).toBe(302)
  await provider.close()
})
