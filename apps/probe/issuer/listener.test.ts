import { connect } from 'node:net'
import { createLocalJWKSet } from 'jose'
import { request } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { openProbeListener, type ProbeListener } from './listener.ts'

let listener: ProbeListener
beforeAll(async () => void (listener = await openProbeListener(systemClock)))
afterAll(() => listener.close())

async function get(url: string, method = 'GET') {
  const { statusCode, headers, body } = await request(url, { method, reset: true })
  return { status: statusCode, type: headers['content-type'], text: await body.text() }
}

/** Writes bytes as they are, and reads until the end. */
const write = (address: string, text: string) =>
  new Promise<string>((resolve) => {
    let answer = ''
    const socket = connect(Number(new URL(address).port), '127.0.0.1', () => socket.end(text, 'latin1'))
    socket.on('data', (piece) => (answer += piece)).on('close', () => resolve(answer))
  })

test('who follows an address finds what an attacker has there, and is counted at that address alone', async () => {
  const [one, other] = [listener.address(), listener.address()]
  const { status, text } = await get(`${one}/jwks.json?kid=mine`)
  expect(status).toBe(200)
  const { keys } = JSON.parse(text)
  expect(keys[0].kid).toBe('mine')
  expect(createLocalJWKSet({ keys })).toBeTypeOf('function')
  expect((await get(`${one}/certificate.pem`)).text).toContain('-----BEGIN CERTIFICATE-----')
  expect((await get(`${one}/jwks.json`, 'HEAD')).text).toBe('')
  expect([listener.visitsTo(one), listener.visitsTo(other)]).toEqual([3, 0])
})

test.each(['', '/', '//', '/\\', '/nothing', '//[', '?kid=x'])(
  'what is not there is 404 and a visit: %j',
  async (rest) => {
    const address = listener.address()
    const { pathname } = new URL(address)
    expect(await write(address, `GET ${pathname}${rest} HTTP/1.1\r\nHost: x\r\n\r\n`)).toContain('404')
    expect(listener.visitsTo(address)).toBe(1)
  },
)

test('a request that is malformed behind its path is a visit', async () => {
  const address = listener.address()
  const { pathname } = new URL(address)
  for (const bytes of ['', ' HTTP/9\r\n', ' HTTP/1.1\r\nno header', ' HTTP/1.1\r\n:\x00\r\n\r\n', '\x00\x01'])
    await write(address, `GET ${pathname}/jwks.json${bytes}`)
  expect(listener.visitsTo(address)).toBe(5)
})

test('what comes to no address of the run is no visit, and a flood has an end', async () => {
  const address = listener.address()
  await write(address, 'GET /somewhere HTTP/1.1\r\n\r\n')
  await write(address, '\x16\x03\x01TLS')
  const { pathname } = new URL(address)
  await write(address, `GET ${pathname} HTTP/1.1\r\nx: ${'x'.repeat(100_000)}`)
  expect(listener.visitsTo(address)).toBe(1)
  expect(listener.visitsTo('http://127.0.0.1:1/unknown')).toBe(0)
})

test('after the end nobody listens, though somebody was connected', async () => {
  const own = await openProbeListener(systemClock)
  const address = own.address()
  const socket = connect(Number(new URL(address).port), '127.0.0.1')
  const isEnded = new Promise((resolve) => socket.on('close', resolve))
  await new Promise<void>((resolve) => socket.on('connect', resolve))
  await own.close()
  await isEnded
  await expect(get(address)).rejects.toThrow()
})
