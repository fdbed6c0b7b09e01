import { createConnection } from 'node:net'
import { expect, test } from 'vitest'
import { openGatewayLogin } from './login.fixture.ts'
import type { LoginSettings } from '#core/login/login-settings'

const inCookies: Partial<LoginSettings> = {
  session: { kind: 'cookie', allowRefreshing: true, cipherKey: new Uint8Array(32).fill(7) },
}

/** As a browser could take it for the cookie. */
const spellings = (name: string) => [
  `${name}=evil; Path=/`,
  ` ${name} = evil`,
  `=${name}=evil`,
  `${name}=; Max-Age=0`,
  '__Host-login-at-0123456789abcdef=evil; Secure; Path=/',
]

test.each<[string, string, Partial<LoginSettings>]>([
  ['a store', '__session', {}],
  ['cookies', '__Host-login-session', inCookies],
])(
  'with sessions in %s, the application sets no cookie of the login, also where a session is renewed or a web socket opened',
  async (_kind, name, settings) => {
    const { browser, service, clock, port } = await openGatewayLogin({ settings })
    const sets = [...spellings(name), `of-the-app=${name}=evil`, `${name}s=own`]
    service.removeAllListeners('request')
    service.on('request', (_request, response) => void response.writeHead(200, { 'set-cookie': sets }).end())
    service.on('upgrade', (_request, socket) => {
      const lines = sets.map((text) => `set-cookie: ${text}\r\n`).join('')
      socket.end(`HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n${lines}\r\n`)
    })
    const ada = browser()
    await ada.logIn()
    const own = [`of-the-app=${name}=evil`, `${name}s=own`]
    expect((await ada.ask('/')).headers['set-cookie']).toEqual(own)
    clock.advance({ seconds: 599 })
    const renewed = (await ada.ask('/')).headers['set-cookie'] ?? []
    expect(renewed.slice(0, 2)).toEqual(own)
    expect(renewed.join()).not.toContain('=evil;')
    const cookie = [...ada.cookies].map((pair) => pair.join('=')).join('; ')
    const switched = await saidOn(
      port,
      `GET / HTTP/1.1\r\nhost: app.example\r\ncookie: ${cookie}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n`,
    )
    expect(switched).toMatch(/^HTTP\/1.1 101 /)
    expect(switched.match(/^set-cookie: .*$/gm)).toEqual(own.map((text) => `set-cookie: ${text}`))
  },
)

const saidOn = (port: number, asked: string) =>
  new Promise<string>((resolve, reject) => {
    let text = ''
    const socket = createConnection(port, '127.0.0.1', () => socket.write(asked))
    socket.on('data', (piece: Buffer) => (text += piece.toString()))
    socket.on('error', reject).on('close', () => resolve(text))
  })
