import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { KEY_SET_BOUNDS } from '#core/keys/key-set'
import { askOutside, fetchKeySet } from './fetch-key-set.ts'
import { keySetText } from './mesh-keys.fixture.ts'

const machine = manualClock(0)

/** A server outside, and what is fetched there. */
async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => (server.closeAllConnections(), void server.close()))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens
  const fetch = (kind: 'address' | 'discovery', path: string) =>
    fetchKeySet(
      { id: '', kind, address: `${origin}${path}`, patience: 10 },
      askOutside({ machine }),
      new AbortController().signal,
    )
  return { origin, fetch }
}

test('a key set is fetched where the discovery document says', async () => {
  const text = keySetText('a')
  const { origin, fetch } = await serve(({ url }, response) => {
    if (url === '/doc') response.end(JSON.stringify({ jwks_uri: `${origin}/keys?v=1` }))
    else response.writeHead(url === '/keys?v=1' ? 200 : 404).end(text)
  })
  expect(await fetch('discovery', '/doc')).toBe(text)
  expect(await fetch('address', '/keys?v=1')).toBe(text)
  await expect(fetch('address', '/other')).rejects.toThrow('404 came in place of the key set')
})

test('a redirect is not followed', async () => {
  let asked = 0
  const { fetch } = await serve((_request, response) => {
    asked++
    response.writeHead(302, { location: '/keys' }).end()
  })
  await expect(fetch('address', '/')).rejects.toThrow('302 came in place of the key set')
  expect(asked).toBe(1)
})

test('who does not answer in time is not waited for', async () => {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  const { fetch } = await serve(() => resolve())
  const fetching = fetch('address', '/keys')
  await asked
  machine.advance({ milliseconds: 10 })
  await expect(fetching).rejects.toThrow('no answer within 10 ms')
})

test('more than any key set has is not read', async () => {
  const { fetch } = await serve((_request, response) => void response.end('x'.repeat(KEY_SET_BOUNDS.bytes + 1)))
  await expect(fetch('address', '/')).rejects.toThrow('the answer is too large')
})
