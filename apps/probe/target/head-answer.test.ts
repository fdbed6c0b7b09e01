import { expect, test } from 'vitest'
import { openOddTarget, senderTo } from './target.fixture.ts'

test.each([
  ['HTTP/1.1', 'Content-Length: 6\r\n'],
  ['HTTP/1.1', ''],
  ['HTTP/1.0', 'Content-Length: 6\r\n'],
  ['HTTP/1.0', ''],
])('%s: an answer to HEAD ends with its head (%j), and bytes behind it are no part of it', async (version, length) => {
  const { port } = await openOddTarget((socket) =>
    socket.end(`${version} 401 Unauthorized\r\nContent-Type: text/plain\r\n${length}\r\nrefuse`),
  )
  const sender = await senderTo(port)
  for (const how of [{ raw: true }, {}] as const)
    expect(await sender.send({ method: 'HEAD', headers: [], ...how })).toMatchObject({
      kind: 'answered',
      answer: { status: 401, body: '' },
    })
})

test('what comes late behind an answer to HEAD is not taken for the next one', async () => {
  const { port } = await openOddTarget((socket, _text, count) => {
    if (count > 0) return void socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno')
    socket.write('HTTP/1.1 401 Unauthorized\r\nContent-Length: 20\r\n\r\n', () =>
      setImmediate(() => socket.write('HTTP/1.1 200 OK\r\n\r\n')),
    )
  })
  const sender = await senderTo(port)
  await sender.send({ method: 'HEAD', headers: [] })
  expect(await sender.send({ method: 'GET', headers: [] })).toMatchObject({ answer: { status: 401, body: 'no' } })
})
