import { Buffer } from 'node:buffer'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { sharedSecret, signShared } from '#core/token/gateway-algorithms'
import { GATEWAY_SECRET, openTestGateways } from './gateway.fixture.ts'
import { firstTooLarge, GROWING_CLAIMS } from './growing-claim.fixture.ts'

const stateless = (keys = '') =>
  `  - { dialect: kong-stateless, listen: "127.0.0.1:0", upstream: "{up}"${keys && `, ${keys}`} }\n`

/** Says lines as they are, and hears all that is answered. */
async function say(port: number, lines: readonly string[], body = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`, 'latin1')
  let heard = ''
  for await (const piece of socket) heard += String(piece)
  return heard
}

function signedClaims(claims: object): string {
  const text = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${text}.${signShared(text, sharedSecret(GATEWAY_SECRET), 'HS256').toString('base64url')}`
}

test('a name with a line end in it stays in its header', async () => {
  const gateway = await openTestGateways(stateless('identity: both'))
  await gateway.askWith(signedClaims({ sub: 'x\r\nX-Admin: 1'.replace('\r\n', ' '), username: 'Jörg ✓' }))
  expect(gateway.identity()).toMatchObject({ 'x-consumer-username': 'J%C3%B6rg %E2%9C%93' })
})

test('an address without a host is where the processes listen, and nowhere else', async () => {
  const gateway = await openTestGateways(stateless().replace('127.0.0.1:0', ':0'))
  const listens = gateway.lines.filter((line) => line.includes('"msg":"gateway-listens"'))
  expect(listens).toEqual([expect.stringContaining(`"at":"127.0.0.1:${gateway.port}"`)])
})

describe('paths of its own', () => {
  const WHO: [string, Record<string, string>][] = [
    ['a page', { origin: 'http://evil.example' }],
    ['a browser', { 'sec-fetch-site': 'cross-site' }],
    ['another name', { host: 'evil.example' }],
    ['a proxy', { 'x-forwarded-for': '10.0.0.1' }],
  ]
  test.each(WHO)('are not for %s', async (_what, headers) => {
    const gateway = await openTestGateways(stateless('black_list: memory'))
    for (const [method, path] of [
      ['POST', '/consumers/john_doe/jwt'],
      ['GET', '/blacklist'],
      ['GET', '/metrics'],
    ] as const) {
      const { status, body } = await gateway.ask(path, { method, headers })
      expect([status, body]).toEqual([403, expect.not.stringContaining('token":')])
    }
  })

  test.each([
    ['GET', '/consumers/john_doe/jwt', 405],
    ['POST', '/consumers/%ff/jwt', 404],
    ['POST', '/consumers/john_doe/jwt/x', 404],
    ['POST', '/consumers/..%2f..%2fecho/jwt', 404],
    ['DELETE', '/metrics', 405],
    ['GET', '/consumers', 200],
    ['GET', '/consumers/john_doe', 200],
    ['GET', '/consumers/jane', 404],
  ])('%s %s: %i, and nothing goes on', async (method, path, status) => {
    const gateway = await openTestGateways(stateless())
    const answer = await gateway.askWith(await gateway.mint(), { method }, path)
    expect([answer.status, gateway.seen.length]).toEqual([status, 0])
  })

  test('a body that never ends is not read to its end', async () => {
    const gateway = await openTestGateways(stateless('black_list: memory'))
    const { status } = await gateway.ask('/blacklist', { method: 'POST', body: 'x'.repeat(200_000) })
    expect(status).toBe(400)
  })
})

test.each([
  ['an address for a path', 'GET http://elsewhere.example/ HTTP/1.1', 400],
  ['a tunnel', 'CONNECT elsewhere.example:443 HTTP/1.1', 405],
])('%s leads nowhere', async (_what, line, status) => {
  const gateway = await openTestGateways(stateless())
  const answer = await say(gateway.port, [
    line,
    'Host: elsewhere.example',
    `Authorization: Bearer ${await gateway.mint()}`,
  ])
  expect([Number(answer.split(' ')[1]), gateway.seen.length]).toEqual([status, 0])
})

describe('a claim grows from 1 to 20 KiB', () => {
  test.each(GROWING_CLAIMS)('told in %s, of the letter %s', async (identity, letter, first) => {
    expect(await firstTooLarge(identity, letter)).toEqual(first)
  })

  test('a header that is larger than anybody reads is answered at the door', async () => {
    const gateway = await openTestGateways(stateless())
    expect((await gateway.askWith('x'.repeat(20_000))).status).toBe(431)
  })
})
