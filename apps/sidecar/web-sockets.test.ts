import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { manualClock, type ManualClock } from '#core/clock'
import { openSocket } from '../../tests/support/raw.ts'
import { until } from '../../tests/support/until.ts'
import { openTestSidecars, type TestSidecarOptions, type TestSidecars } from './sidecars.fixture.ts'
import { echoUpgrades } from './upgrade.fixture.ts'

let opened: TestSidecars | undefined
let clock: ManualClock
const sockets: Socket[] = []
/** The upstream takes web sockets, and says back whatever it hears. */
async function open(options: TestSidecarOptions = {}) {
  clock = manualClock(Date.now())
  opened = await openTestSidecars({ clock, ...options })
  return { ...opened, asked: echoUpgrades(opened.upstream) }
}
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await opened?.close()
  opened = undefined
})

/** Asks for a web socket, by a request in its own words. */
function ask(port: number, target: string, more: readonly string[] = []) {
  const socket = openSocket(port).on('error', () => {})
  sockets.push(socket)
  const client = { socket, heard: '', isClosed: false }
  socket.on('data', (data: Buffer) => (client.heard += data.toString()))
  socket.on('close', () => (client.isClosed = true))
  const lines = [`GET ${target} HTTP/1.1`, 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket', ...more]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  return client
}
const through = ({ signerPort, audience }: TestSidecars) => ask(signerPort, `${audience}/chat`)

/** Opened, and something said and heard in it. */
async function openTalk(sidecars: TestSidecars) {
  const client = through(sidecars)
  await until('101', () => client.heard.startsWith('HTTP/1.1 101 ') && client.heard.includes('\r\n\r\n'))
  await say(client, 'hello')
  return client
}
async function say(client: ReturnType<typeof ask>, words: string) {
  client.socket.write(words)
  await until(words, () => client.heard.endsWith(words))
}

describe('a web socket through signer and verifier', () => {
  test('is signed for and checked once, carries what both say, and the service sees who asks and no token', async () => {
    const sidecars = await open()
    await openTalk(sidecars)
    expect(sidecars.asked).toMatchObject([{ url: '/chat', headers: { 'x-verified-issuer': 'service-a' } }])
    expect(sidecars.asked[0]?.headers).not.toHaveProperty('authorization')
  })

  test('is closed when its token is over, its leeway with it, and not before', async () => {
    const client = await openTalk(await open({ signer: 'expiration_time: 2m', verifier: 'max_skew: 1m' }))
    clock.advance({ seconds: 2 * 60 + 58 })
    await say(client, 'still there')
    clock.advance({ seconds: 3 })
    await until('its end', () => client.isClosed)
  })

  test('with a token that lives for hours, is looked at again, and closed then', async () => {
    const client = await openTalk(
      await open({ signer: 'expiration_time: 3h', verifier: 'max_ttl: 3h\nmax_skew: 0s', verifierProxy: '' }),
    )
    clock.advance({ hours: 2, minutes: 59 })
    await say(client, 'still there')
    clock.advance({ minutes: 2 })
    await until('its end', () => client.isClosed)
  })

  test('in the dialect of the original stays open after its token, which its log says', async () => {
    const sidecars = await open({ signerProxy: 'dialect: jwtproxy', verifierProxy: 'dialect: jwtproxy' })
    const client = await openTalk(sidecars)
    clock.advance({ hours: 5 })
    await say(client, 'still there')
    expect(sidecars.logs.join('')).toMatch(/"weaknesses":"[^"]* web-socket"/)
  })

  test('is closed when the verifier ends, once shutdown_timeout is over', async () => {
    const client = await openTalk(await open({ verifierProxy: 'shutdown_timeout: 50ms' }))
    await opened?.close()
    opened = undefined
    await until('its end', () => client.isClosed)
  })
})

const bearer = (token: string) => [`Authorization: Bearer ${token}`]

describe('a request for a web socket that reaches nothing', () => {
  test.each([
    ['without a token', [], 401],
    ['with one that is none', bearer('none'), 401],
    ['with two', [...bearer('a.b.c'), ...bearer('a.b.c')], 400],
  ])('%s', async (_what, more, status) => {
    const { verifierPort, asked } = await open()
    const client = ask(verifierPort, '/chat', more)
    await until('its end', () => client.isClosed)
    expect(client.heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(asked).toEqual([])
  })

  test('with a token that was used for one before', async () => {
    const sidecars = await open({ signerProxy: 'reuse: true' })
    await openTalk(sidecars)
    const again = through(sidecars)
    await until('its end', () => again.isClosed)
    expect(again.heard).toMatch(/^HTTP\/1\.1 401 [^]*replayed/)
    expect(sidecars.asked).toHaveLength(1)
  })

  test('for a destination that the signer does not sign for, and for an absolute address at the verifier', async () => {
    const sidecars = await open({ signerProxy: 'destinations: ["http://svc"]' })
    for (const client of [through(sidecars), ask(sidecars.verifierPort, `${sidecars.upstream.address}/chat`)]) {
      await until('its end', () => client.isClosed)
      expect(client.heard).toMatch(/^HTTP\/1\.1 40[03] /)
    }
    expect(sidecars.asked).toEqual([])
  })
})
