import { describe, expect, test } from 'vitest'
import type { AttackRequest } from '#attacks'
import type { Outcome } from '../answer.ts'
import { answeredWith, senderOf, sideOf, tokenOf } from '../engine/target.fixture.ts'
import { openOddTarget, senderTo } from '../target/target.fixture.ts'
import { discover } from './discover.ts'
import { readResourceMetadata } from './resource-metadata.ts'
import { sayDiscovery } from './say-discovery.ts'

const ORIGIN = 'https://orders.test'
const PLACE = '/.well-known/oauth-protected-resource/orders/7'
const METADATA = {
  resource: 'urn:example:orders',
  authorization_servers: ['https://tenant.test/realms/orders'],
  scopes_supported: ['orders.read', 'orders.write'],
}

/** A target that says nothing but where it describes itself, and what it wants is all in there. */
function describedTarget(at: string, metadata: Outcome = answeredWith(200, METADATA)) {
  const asked: AttackRequest[] = []
  const refused = answeredWith(401, {}, ['www-authenticate', `Bearer resource_metadata="${at}"`])
  const sender = senderOf(async (request) => {
    asked.push(request)
    if (request.path !== undefined) return metadata
    const claims = JSON.parse(Buffer.from(tokenOf(request)?.split('.')[1] ?? '', 'base64url').toString() || '{}')
    const isGood =
      claims.aud === METADATA.resource &&
      METADATA.authorization_servers.includes(claims.iss) &&
      claims.exp !== undefined
    return isGood ? answeredWith(200, { orders: [1] }) : refused
  })
  const run = () => discover({ sender, issuerSide: sideOf(), url: new URL(`${ORIGIN}/orders/7`), audiences: [] })
  return { run, asked, elsewhere: () => asked.filter(({ path }) => path !== undefined) }
}

test('resource and issuers of the metadata that a challenge names are the first guesses', async () => {
  const { run, elsewhere } = describedTarget(`${ORIGIN}${PLACE}?v=1`)
  const found = await run()
  expect(found).toMatchObject({
    isFound: true,
    notes: [],
    guess: { audience: METADATA.resource, issuer: METADATA.authorization_servers[0] },
  })
  expect(elsewhere()).toEqual([
    { method: 'GET', path: `${PLACE}?v=1`, headers: [['Accept', 'application/json']], body: '' },
  ])
})

test('a scope that stands in the metadata alone is tried, too', async () => {
  const sender = senderOf(async (request) => {
    if (request.path !== undefined) return answeredWith(200, METADATA)
    const token = tokenOf(request)
    const { scope } = JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString() || '{}')
    if (scope === 'orders.write') return answeredWith(200, { orders: [1] })
    return answeredWith(401, {}, ['www-authenticate', `Bearer resource_metadata="${ORIGIN}${PLACE}"`])
  })
  const found = await discover({ sender, issuerSide: sideOf(), url: new URL(ORIGIN), audiences: [] })
  expect(found).toMatchObject({ isFound: true, guess: { scope: 'orders.write' } })
})

test.each([
  'https://elsewhere.test/metadata',
  'http://orders.test/metadata',
  'https://orders.test:8443/metadata',
  'https://somebody:secret@orders.test/metadata',
  '//elsewhere.test/metadata',
  'metadata',
  'file:///etc/passwd',
])('nothing is asked for at %s, and that is said', async (at) => {
  const { run, elsewhere } = describedTarget(at)
  const found = await run()
  expect(elsewhere()).toEqual([])
  expect(found).toMatchObject({ isFound: false, notes: [expect.stringContaining('not asked: another host')] })
  expect(sayDiscovery(found).join('\n')).toContain('is not asked')
})

describe('what cannot be read leaves the other guesses as they are:', () => {
  test.each<[string, Outcome]>([
    ['a redirect', answeredWith(302, METADATA, ['location', 'https://elsewhere.test/metadata'])],
    ['an error', answeredWith(404, METADATA)],
    ['no answer', { kind: 'hung', milliseconds: 5000 }],
    ['a page', answeredWith(200, '<html>')],
    ['a list', answeredWith(200, [METADATA])],
    ['the beginning of something too long', answeredWith(200, JSON.stringify(METADATA).slice(0, -1))],
  ])('%s', async (_what, outcome) => {
    const read = await readResourceMetadata([`${ORIGIN}${PLACE}`], new URL(ORIGIN), async () => outcome)
    expect(read).toMatchObject({ resources: [], issuers: [], scopes: [], notes: [expect.stringContaining('nothing')] })
  })

  test('values of another kind, too many and too long', async () => {
    const document = {
      resource: ['https://orders.test'],
      authorization_servers: [7, 'x'.repeat(501), 'with a blank', '\u001b[31mred', 'https://a.test', 'https://b.test'],
      scopes_supported: Array.from({ length: 100 }, (_each, at) => `scope-${at}`),
    }
    const read = await readResourceMetadata([ORIGIN], new URL(ORIGIN), async () => answeredWith(200, document))
    expect(read).toMatchObject({ resources: [], issuers: ['https://a.test'], notes: [] })
    expect(read.scopes).toHaveLength(5)
  })

  test('a third address', async () => {
    const asked: unknown[] = []
    await readResourceMetadata(
      ['/a', '/b', '/c', '/d'].map((path) => ORIGIN + path),
      new URL(ORIGIN),
      async ({ path }) => {
        asked.push(path)
        return answeredWith(404)
      },
    )
    expect(asked).toEqual(['/a', '/b'])
  })
})

const readAt = async (port: number) => {
  const body = { method: 'POST', body: '{"order":7}', extraHeaders: [['Content-Type', 'application/json']] } as const
  const sender = await senderTo(port, body)
  const origin = `http://127.0.0.1:${port}`
  return readResourceMetadata([`${origin}${PLACE}`], new URL(origin), (request) => sender.send(request))
}

describe('over the wire', () => {
  test('it is a GET without token and body, whatever the target is asked with', async () => {
    const text = JSON.stringify(METADATA)
    const { port, received } = await openOddTarget((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\nConnection: close\r\n\r\n${text}`),
    )
    expect(await readAt(port)).toMatchObject({ resources: [METADATA.resource], notes: [] })
    expect(received.join()).toMatch(/^GET \/\.well-known\/oauth-protected-resource\/orders\/7 HTTP\/1\.1\r\n/)
    expect(received.join()).not.toMatch(/authorization|content-|order":7/i)
  })

  test('a redirect is not followed', async () => {
    const { port, received } = await openOddTarget((socket) =>
      socket.end('HTTP/1.1 307 Elsewhere\r\nLocation: /other\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
    )
    expect(await readAt(port)).toMatchObject({ resources: [], notes: [expect.stringContaining('nothing can be read')] })
    expect(received).toHaveLength(1)
  })

  test('what does not end is not read to its end', async () => {
    const { port } = await openOddTarget((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n{"resource":"${'x'.repeat(70_000)}`),
    )
    expect(await readAt(port)).toMatchObject({ resources: [], notes: [expect.stringContaining('nothing can be read')] })
  })
})
