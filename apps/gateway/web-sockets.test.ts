import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { mintShared } from '#core/access/dialects/kong/stateless-claims'
import { sharedSecret } from '#core/token/gateway-algorithms'
import { GATEWAY_NOW, GATEWAY_SECRET, openTestGateways } from './gateway.fixture.ts'

const CONSUMERS = `consumers: [{id: "1", username: john, jwt_secrets: [{key: john, secret: ${GATEWAY_SECRET}}]}]`
const WEB_SOCKET = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nX-Consumer-ID: admin'
const token = mintShared({ iss: 'john', sub: '1', exp: GATEWAY_NOW + 60 }, sharedSecret(GATEWAY_SECRET), 'HS256')

/** A web socket through a gateway, to a service that says back what it hears. */
async function openSocket(profile: string) {
  const gateway = await openTestGateways(`  - { ${profile}, listen: "127.0.0.1:0", upstream: "{up}" }\n`, {
    consumers: CONSUMERS,
  })
  const heads: string[] = []
  gateway.server.on('upgrade', (asked, socket) => {
    heads.push(asked.rawHeaders.join('\n'))
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.pipe(socket)
  })
  const socket = connect(gateway.port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const hear = async () => String((await once(socket, 'data'))[0])
  const say = (text: string) => void socket.write(text)
  return { ...gateway, socket, hear, say, heads }
}

test('a web socket is told who asks, and ends with its token', async () => {
  const { socket, hear, say, heads, clock } = await openSocket('dialect: kong-stateless')
  say(`GET /ws HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n${WEB_SOCKET}\r\n\r\n`)
  expect(await hear()).toMatch(/^HTTP\/1\.1 101 /)
  expect(heads[0]).toContain('X-Consumer-ID\n1')
  expect(heads[0]).not.toMatch(/admin|Bearer/)
  const answered = hear()
  say('hello')
  expect(await answered).toBe('hello')
  const ended = once(socket, 'close')
  clock.advance({ minutes: 1 })
  await ended
})

test('with plugins it stays open after that, as the original lets it', async () => {
  const { hear, say, clock } = await openSocket(
    'dialect: kong, plugins: [{name: jwt, config: {claims_to_verify: [exp]}}]',
  )
  say(`GET /ws HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n${WEB_SOCKET}\r\n\r\n`)
  expect(await hear()).toMatch(/^HTTP\/1\.1 101 /)
  clock.advance({ minutes: 2 })
  const answered = hear()
  say('still here')
  expect(await answered).toBe('still here')
})

test.each(['dialect: kong-stateless', 'dialect: kong, plugins: [{name: jwt}]'])(
  'without a token there is none: %s',
  async (profile) => {
    const { hear, say, heads } = await openSocket(profile)
    say(`GET /ws HTTP/1.1\r\nHost: x\r\n${WEB_SOCKET}\r\n\r\n`)
    expect(await hear()).toMatch(/^HTTP\/1\.1 401 /)
    expect(heads).toEqual([])
  },
)
