import { describe, expect, test } from 'vitest'
import { createConnection } from 'node:net'
import { APP, openGatewayLogin } from './login.fixture.ts'

const FETCH = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
const PAGE = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', accept: 'text/html' }

describe('without a session', () => {
  test.each<[string, number, Record<string, string>, string]>([
    ['a page that a person opens', 302, PAGE, 'GET'],
    ['a program that says nothing of itself', 302, {}, 'GET'],
    ['the head of a page', 302, {}, 'HEAD'],
    ['a script', 401, FETCH, 'GET'],
    ['an image', 401, { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 'GET'],
    ['a frame', 401, { ...PAGE, 'sec-fetch-dest': 'iframe' }, 'GET'],
    ['a page that is loaded ahead of time', 401, { ...PAGE, 'sec-purpose': 'prefetch;prerender' }, 'GET'],
    ['a script of long ago', 401, { 'x-requested-with': 'XMLHttpRequest' }, 'GET'],
    ['a form that is sent', 401, PAGE, 'POST'],
    ['what asks which methods there are', 401, {}, 'OPTIONS'],
  ])('%s is answered %i', async (_what, status, headers, method) => {
    const { browser, seen } = await openGatewayLogin()
    const reply = await browser().ask('/', headers, method, method === 'POST' ? 'a=1' : '')
    expect(reply.status).toBe(status)
    expect(reply.headers['cache-control']).toBe('no-store')
    if (status === 401) {
      expect(reply.headers['www-authenticate']).toBe('Cookie realm="login", cookie-name="__session"')
      expect(reply.headers['set-cookie']).toBeUndefined()
      expect(reply.headers['content-type']).toContain(headers['accept'] ?? 'application/problem+json')
    }
    expect(seen).toEqual([])
  })

  test('everybody is answered 401 where programs ask (failOnRedirect), and a login that comes back is completed', async () => {
    const { browser } = await openGatewayLogin({ settings: { failOnRedirect: true } })
    expect((await browser().ask('/', PAGE)).status).toBe(401)
    expect((await browser().ask('/callback')).status).toBe(400)
  })

  test('there is no CONNECT, and the paths of the login take GET alone', async () => {
    const { browser, port } = await openGatewayLogin()
    for (const path of ['/callback?state=a', '/logout']) {
      expect((await browser().ask(path, {}, 'POST')).status).toBe(405)
      expect((await browser().ask(path, {}, 'HEAD')).status).toBe(405)
    }
    const text = await saidOn(port, 'CONNECT app.example:443 HTTP/1.1\r\nhost: app.example:443\r\n\r\n')
    expect(text).toMatch(/^HTTP\/1.1 405 /)
  })
})

test('who sends hundreds of cookies of logins is not answered with hundreds', async () => {
  const { browser } = await openGatewayLogin()
  const many = Array.from({ length: 300 }, (_, count) => `__Host-login-at-${count}=x`).join('; ')
  const { status, headers } = await browser().ask('/', { cookie: many })
  expect([status, headers['set-cookie']?.length]).toEqual([302, 17])
})

test('several tabs log in at once, and of those that are begun and left the oldest make room', async () => {
  const { browser } = await openGatewayLogin()
  const ada = browser()
  const begun = []
  for (const path of ['/1', '/2', '/3', '/4', '/5']) begun.push(await ada.ask(path))
  expect(ada.cookies.size).toBe(4)
  const backs = []
  for (const { headers } of begun) backs.push(await ada.atProvider(String(headers.location)))
  const places = []
  for (const back of backs.toReversed()) places.push((await ada.ask(back)).headers.location)
  expect(places.slice(0, 2)).toEqual([`${APP}/5`, `${APP}/4`])
  expect(places.filter((place) => place !== undefined)).toHaveLength(4)
  expect([...ada.cookies.keys()]).toEqual(['__session'])
})

test('a login that was begun too long ago is not completed', async () => {
  const { browser, clock } = await openGatewayLogin()
  const ada = browser()
  const begun = await ada.ask('/')
  const back = await ada.atProvider(String(begun.headers.location))
  clock.advance({ minutes: 10 })
  const late = await ada.ask(back)
  expect(late.status).toBe(400)
  expect(late.body).toContain('too long ago')
})

test('with SameSite=Strict the way back is a page: a browser would not send the cookie on a way that another site began', async () => {
  const { browser } = await openGatewayLogin({
    settings: { cookieOptions: { maxAge: 60, httpOnly: true, secure: true, path: '/', sameSite: 'strict' } },
  })
  const back = await browser().logIn(`/a?b="><script>`)
  expect(back.status).toBe(200)
  expect(back.body).not.toContain('<script>')
  expect(back.body).toContain(`content="0;url=${APP}/`)
})

describe('a web socket', () => {
  test('needs a session, and is not for pages of others', async () => {
    const { browser, port, seen } = await openGatewayLogin()
    const ada = browser()
    await ada.logIn()
    const session = `__session=${String(ada.cookies.get('__session'))}`
    expect(await saidOn(port, upgrade(''))).toMatch(/^HTTP\/1.1 401 /)
    expect(await saidOn(port, upgrade(session, 'https://evil.example'))).toMatch(/^HTTP\/1.1 403 /)
    expect(seen).toEqual([])
  })

  test('ends when its person logs out, and when the session is over', async () => {
    const { browser, port, service, clock } = await openGatewayLogin({
      settings: { session: { kind: 'store', cookieName: '__session', allowRefreshing: false, preExpiryBuffer: 0 } },
    })
    service.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n')
      socket.on('data', () => {}).on('end', () => socket.end())
    })
    for (const end of ['logout', 'time']) {
      const ada = browser()
      await ada.logIn()
      const session = `__session=${String(ada.cookies.get('__session'))}`
      const ended = saidOn(port, upgrade(session), () => {
        if (end === 'logout') void ada.ask('/logout')
        else clock.advance({ seconds: 600 })
      })
      expect(await ended).toMatch(/^HTTP\/1.1 101 /)
    }
  })
})

const upgrade = (cookie: string, origin = APP) =>
  `GET /live HTTP/1.1\r\nhost: app.example\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\norigin: ${origin}\r\ncookie: ${cookie}\r\n\r\n`

/** All that is said on a connection until it ends. @param onFirst when something is said first */
function saidOn(port: number, text: string, onFirst = () => {}): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const socket = createConnection({ port, host: '127.0.0.1' }, () => void socket.write(text))
    socket.on('data', (piece: Buffer) => {
      if (said === '') onFirst()
      said += String(piece)
    })
    socket.on('close', () => resolve(said)).on('error', reject)
  })
}
