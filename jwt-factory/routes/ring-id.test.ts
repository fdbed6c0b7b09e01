import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isRingId } from '#core/rings/ring-id'
import { openTestFactory, type TestFactory } from '../test-factory.ts'

let factory: TestFactory
let server: Server
beforeAll(async () => {
  factory = await openTestFactory()
  server = createServer(factory.app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  server.close()
  await factory.close()
})

/** Sends the path as it is: other clients tidy up `..` before they send. */
function call(method: string, path: string): Promise<{ status: number | undefined; text: string }> {
  const { port } = server.address() as AddressInfo // it listens
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path }, async (answer) => {
      resolve({ status: answer.statusCode, text: (await answer.toArray()).join('') })
    })
    sent.on('error', reject).end()
  })
}

const ROUTES = [
  ['GET', '/keys/'],
  ['POST', '/keys/'],
  ['POST', '/issueToken/'],
  ['POST', '/verify/'],
  ['GET', '/utils/publicKey/'],
] as const

const BAD_IDS = [
  '..',
  '.',
  '.hidden',
  '%2e%2e',
  '%2F',
  'a%2Fb',
  '..%2F..%2Fetc%2Fpasswd',
  '%5C',
  '%00',
  'a%00',
  'a%0A',
  '%20',
  'a:b',
  '%C3%A4',
  '%F0%9F%94%91',
  '__proto__',
  'x'.repeat(65),
  'x'.repeat(300),
  '%',
  '%E0%A4%A',
]

describe.each(ROUTES)('%s %s:ringId', (method, prefix) => {
  test.each(BAD_IDS)('refuses %s and touches no file', async (ringId) => {
    const before = await factory.files()
    const { status, text } = await call(method, `${prefix}${ringId}`)
    expect(status).toBe(400)
    expect(JSON.parse(text)).toMatchObject({ type: 'urn:jwt-sandbox:problem:invalid-input', status: 400 })
    expect(await factory.files()).toEqual(before)
  })
})

test.each(['/keys/a/b', '/keys/../servicea', '/keys/servicea/../../x'])(
  'a real slash in the place of a ring id is refused: %s',
  async (path) => {
    const before = await factory.files()
    expect((await call('GET', path)).status).toBe(400)
    expect((await call('POST', path)).status).toBe(400)
    expect(await factory.files()).toEqual(before)
  },
)

test.each(['a', 'x'.repeat(64), 'constructor', 'toString', 'hasOwnProperty', '_', '-', 'a..b', 'A.b_c-9'])(
  '%s is an ordinary id',
  async (ringId) => {
    expect((await call('POST', `/issueToken/${ringId}`)).status).toBe(404)
    const { status, text } = await call('GET', `/keys/${ringId}`)
    expect(status).toBe(200)
    expect(await factory.files()).toContain(`jwt-factory/${ringId}.${JSON.parse(text).kid}.json`)
    expect((await call('POST', `/issueToken/${ringId}`)).status).toBe(200)
  },
)

test('only a text can be a ring id', () => {
  for (const value of [undefined, null, 7, ['a'], { toString: () => 'a' }]) expect(isRingId(value)).toBe(false)
})
