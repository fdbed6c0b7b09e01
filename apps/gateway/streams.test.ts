import { once } from 'node:events'
import { request as ask, type IncomingMessage } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { openService, standsStill } from '../../tests/support/forwarding.ts'
import { openSocket } from '../../tests/support/raw.ts'
import { until } from '../../tests/support/until.ts'
import { JOHNS_TOKEN, openAllProfiles } from './both-profiles.fixture.ts'

const PIECE = Buffer.alloc(64_000, 'x')

/** More than all buffers on the way may hold together. Bytes. */
const MUCH = 40_000_000

const headers = { authorization: `Bearer ${JOHNS_TOKEN}` }

/** Writes until it is held up, and goes on when it may; `written` counts. */
function pour(to: NodeJS.WritableStream, counted: { written: number }): void {
  while (counted.written < MUCH) {
    counted.written += PIECE.length
    if (!to.write(PIECE)) return void to.once('drain', () => pour(to, counted))
  }
  to.end()
}

test('each piece goes on as it comes, in both directions', async () => {
  const { port } = await openService((request, response) => {
    response.flushHeaders()
    request.on('data', (piece: Buffer) => response.write(`<${piece}>`))
    request.on('end', () => response.end())
  })
  const { profiles } = await openAllProfiles(`http://127.0.0.1:${port}`)
  for (const profile of profiles) {
    const socket = openSocket(profile.port)
    onTestFinished(() => void socket.destroy())
    let all = ''
    socket.on('data', (data: Buffer) => (all += data.toString()))
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${JOHNS_TOKEN}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    await until('the head', () => all.includes('200 OK'))
    for (const word of ['one', 'two']) {
      socket.write(`3\r\n${word}\r\n`)
      await until(word, () => all.includes(`<${word}>`))
    }
  }
})

// One each: what passes on is the same in both profiles, and so much takes a while.
test('who does not read an answer holds up the service, and gets all of it later', async () => {
  const counted = { written: 0 }
  const { port } = await openService((_request, response) => pour(response, counted))
  const { profiles: [{ port: stateless } = { port: 0 }] } = await openAllProfiles(`http://127.0.0.1:${port}`) // prettier-ignore
  const asked = ask({ port: stateless, headers, agent: false })
  asked.end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage] // what Node emits
  answer.pause()
  await standsStill(() => counted.written)
  expect(counted.written).toBeLessThan(MUCH)
  let read = 0
  for await (const piece of answer) read += (piece as Buffer).length // bytes: no encoding is set
  expect(read).toBe(counted.written)
})

test('a service that does not read a body holds up its sender, and gets all of it later', async () => {
  let body: IncomingMessage | undefined
  const { port } = await openService((request, response) => {
    body = request
    request.on('end', () => response.end())
  })
  const { profiles: [, { port: plugins } = { port: 0 }] } = await openAllProfiles(`http://127.0.0.1:${port}`) // prettier-ignore
  const counted = { written: 0 }
  const asked = ask({ port: plugins, method: 'POST', headers, agent: false })
  const answered = once(asked, 'response') as Promise<[IncomingMessage]> // what Node emits
  pour(asked, counted)
  const reader = await until('the request', () => body ?? false)
  await standsStill(() => counted.written)
  expect(counted.written).toBeLessThan(MUCH)
  let heard = 0
  reader.on('data', (piece: Buffer) => (heard += piece.length))
  const [answer] = await answered
  answer.resume()
  expect([answer.statusCode, heard]).toEqual([200, counted.written])
})
