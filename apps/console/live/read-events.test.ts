import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { LONGEST_SILENCE, readEvents } from './read-events.ts'

async function serve(answer: (response: ServerResponse) => void): Promise<number> {
  const server = createServer((_request, response) => answer(response))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port // it listens on a port
}

const STREAM = { 'content-type': 'text/event-stream' }
const clock = manualClock('2026-02-03T10:00:00Z')
const read = (port: number, onEvent: (event: unknown) => void = () => {}) =>
  readEvents({ host: '127.0.0.1', port, path: '/', clock }, new AbortController().signal, onEvent)

test('events are read as they come, cut anywhere, and comments are none', async () => {
  const heard: unknown[] = []
  const port = await serve((response) => {
    response.writeHead(200, STREAM)
    for (const piece of ['event: st', 'ate\ndata: {"n":1}\n', '\n:\n\nevent: play\ndata: "a"\n\nevent: cut'])
      response.write(piece)
    response.end()
  })
  expect(await read(port, (event) => heard.push(event))).toBe(200)
  expect(heard).toEqual([
    { event: 'state', data: { n: 1 } },
    { event: 'play', data: 'a' },
  ])
})

test('another answer is no stream', async () => {
  expect(await read(await serve((response) => void response.writeHead(404).end('no')))).toBe(404)
})

test('a process that hangs is not taken for one that is up: its stream falls silent, or its answer never comes', async () => {
  for (const isBegun of [true, false]) {
    const arrived = Promise.withResolvers<void>()
    const port = await serve((response) => {
      if (isBegun) response.writeHead(200, STREAM).write(':\n\n')
      arrived.resolve()
    })
    const reading = read(port).then(
      () => 'ended',
      () => 'broken off',
    )
    await arrived.promise
    for (let silent = 0; silent < 3; silent++) {
      await new Promise((resolve) => setImmediate(resolve))
      clock.advance({ milliseconds: LONGEST_SILENCE })
    }
    expect(await reading).toBe('broken off')
  }
})
