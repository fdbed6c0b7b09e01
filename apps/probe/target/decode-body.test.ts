import { Buffer } from 'node:buffer'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decodeBody } from './decode-body.ts'
import { openOddTarget, senderTo } from './target.fixture.ts'

const SAID = Buffer.from('{"valid":true}')

test.each([
  ['gzip', gzipSync(SAID)],
  ['X-GZIP', gzipSync(SAID)],
  ['deflate', deflateSync(SAID)],
  ['br', brotliCompressSync(SAID)],
  ['zstd', zstdCompressSync(SAID)],
  ['gzip, br', brotliCompressSync(gzipSync(SAID))],
  ['identity', SAID],
])('%s is undone', (encoding, bytes) => {
  expect(decodeBody(bytes, encoding)?.toString()).toBe('{"valid":true}')
})

test.each([
  ['an encoding that nobody knows', 'constructor', SAID],
  ['what is none of it', 'gzip', SAID],
  ['a small body that is large inside', 'gzip', gzipSync(Buffer.alloc(3_000_000))],
  ['more encodings than anybody uses', 'br,br,br,br', SAID],
])('%s is not decoded', (_what, encoding, bytes) => {
  expect(decodeBody(bytes, encoding)).toBeUndefined()
})

test('of a body that was cut, what came is decoded', () => {
  const long = Buffer.from(Array.from({ length: 20_000 }, (_, at) => `order ${(at * 7919) % 65_537}`).join())
  for (const [encoding, bytes] of [
    ['gzip', gzipSync(long)],
    ['br', brotliCompressSync(long)],
  ] as const)
    // prettier-ignore
    expect(decodeBody(bytes.subarray(0, bytes.length - 8), encoding)?.toString()).toMatch(/^order 0,order 7919,/)
})

const answerOf = (encoding: string, body: Buffer, trailer = '') =>
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`,
    ),
    body,
    Buffer.from(`\r\n0\r\n${trailer}\r\n`),
  ])

test.each([false, true])('an answer has its body decoded, and its trailers; raw: %s', async (raw) => {
  const { port } = await openOddTarget((socket) => {
    socket.write(answerOf('gzip', gzipSync(SAID), 'Grpc-Status: 16\r\n'))
  })
  const outcome = await (await senderTo(port)).send({ method: 'GET', headers: [], ...(raw && { raw }) })
  expect(outcome).toMatchObject({ answer: { body: '{"valid":true}', trailers: [['grpc-status', '16']] } })
  expect(outcome).not.toHaveProperty('answer.undecoded')
})

test('an answer that cannot be decoded says so', async () => {
  const { port } = await openOddTarget((socket) => void socket.write(answerOf('exi', SAID)))
  const outcome = await (await senderTo(port)).send({ method: 'GET', headers: [] })
  expect(outcome).toMatchObject({ answer: { undecoded: 'exi' } })
})
