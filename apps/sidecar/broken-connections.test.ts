import { Buffer } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openTalker } from '../../tests/support/forwarding.ts'
import { openTestSidecars, type TestSidecars } from './sidecars.fixture.ts'

let sidecars: TestSidecars | undefined
afterEach(async () => {
  await sidecars?.close()
  sidecars = undefined
})

const GOOD = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** A server in bytes, that a signer is asked for. @param answer to each request, by its number */
async function openBehindSigner(answer: (socket: Socket, at: number) => void) {
  const tokens: string[] = []
  const { port } = await openTalker((socket) =>
    socket.on('data', (chunk: Buffer) => {
      tokens.push(/^authorization: (.*)$/im.exec(chunk.toString())?.[1] ?? '')
      answer(socket, tokens.length)
    }),
  )
  return { origin: `http://127.0.0.1:${port}`, tokens }
}

test('a request that is sent once more over a new connection has another token: the first may be spent', async () => {
  sidecars = await openTestSidecars()
  const { origin, tokens } = await openBehindSigner((socket, at) =>
    at === 2 ? socket.resetAndDestroy() : socket.write(GOOD),
  )
  expect((await sidecars.throughSigner(`${origin}/first`)).status).toBe(200)
  expect((await sidecars.throughSigner(`${origin}/second`)).status).toBe(200)
  expect(tokens.length).toBe(3)
  expect(new Set(tokens).size).toBe(3)
})

test('and so has the signed identity of a verifier, which the service may take once', async () => {
  const identity = 'identity: {type: jwt, options: {key_id: v-1, private_key_path: a.key}}'
  sidecars = await openTestSidecars({ verifier: identity })
  const ids: unknown[] = []
  const { server } = sidecars.upstream
  server
    .removeAllListeners('request')
    .on('request', ({ headers, socket }: IncomingMessage, response: ServerResponse) => {
      const [, payload = ''] = String(headers['x-verified-identity']).split('.')
      ids.push(JSON.parse(Buffer.from(payload, 'base64url').toString()).jti)
      if (ids.length === 2) socket.resetAndDestroy()
      else response.end('ok')
    })
  for (const path of ['/first', '/second']) expect((await sidecars.throughSigner(path)).status).toBe(200)
  expect(new Set(ids).size).toBe(3)
})

test('an answer that more follows than it says is answered: nobody is cut off without a word', async () => {
  sidecars = await openTestSidecars()
  const { origin } = await openBehindSigner((socket) => socket.write(`${GOOD}EXTRA`))
  for (const ask of [{}, { method: 'POST', body: 'abc' }]) {
    expect(await sidecars.throughSigner(`${origin}/`, ask)).toMatchObject({ status: 200, body: 'ok' })
  }
})
