import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { askPlain, openPlainConnections, type PlainQuestion } from './ask-plain.ts'

async function serve(answer: RequestListener) {
  const sockets = new Set<Socket>()
  const server = createServer(answer).on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const connections = openPlainConnections()
  onTestFinished(() => {
    connections.close()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  const question: PlainQuestion = { host: '127.0.0.1', port, method: 'GET', path: '/', patience: 60_000 }
  const ask = (more: Partial<PlainQuestion> = {}) => askPlain({ ...question, ...more }, manualClock(0))
  return { ask, sockets, connections }
}

test('who asks again and again does it on one connection, and otherwise on a new one each time', async () => {
  const { ask, sockets, connections } = await serve((_request, response) => response.end('yes'))
  for (let time = 0; time < 5; time++) expect(await ask({ connections })).toEqual({ status: 200, text: 'yes' })
  expect(sockets.size).toBe(1)
  for (let time = 0; time < 2; time++) await ask()
  expect(sockets.size).toBe(3)
})

test('many questions at once share a few connections', async () => {
  const { ask, sockets, connections } = await serve((_request, response) => response.end('yes'))
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask({ connections })))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  expect(sockets.size).toBeLessThanOrEqual(6)
})

test('an old connection that has ended is no failure: the question is asked once more', async () => {
  let asked = 0
  const { ask, connections } = await serve((request, response) => {
    asked++
    if (asked === 2) request.socket.destroy()
    else response.end(String(asked))
  })
  expect((await ask({ connections })).text).toBe('1')
  expect((await ask({ connections })).text).toBe('3')
})

test('whoever listens at a plain port of this machine does not get the token', async () => {
  const token = 'a-token-of-sixteen-characters'
  const seen: string[] = []
  const { ask } = await serve(({ rawHeaders, url }, response) => {
    seen.push(`${url} ${rawHeaders.join('\n')}`)
    response.end('{}')
  })
  for (const host of ['localhost', '127.0.0.1']) await ask({ host, path: '/control', token })
  expect(seen).toHaveLength(2)
  for (const said of seen) expect(said).not.toMatch(new RegExp(`${token}|authorization`, 'i'))
})

test('a new connection that ends is a failure, and so is every one that ends where none is kept', async () => {
  let asked = 0
  const { ask, connections } = await serve(({ socket }) => {
    asked++
    socket.destroy()
  })
  await expect(ask({ connections })).rejects.toMatchObject({ code: 'ECONNRESET' })
  await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' })
  expect(asked).toBe(2)
})
