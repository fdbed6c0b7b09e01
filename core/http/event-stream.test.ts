import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { needs } from '../../tests/support/needs.ts'
import { until } from '../../tests/support/until.ts'
import { manualClock } from '../clock.ts'
import { createEventStream } from './event-stream.ts'

async function open(maxReaders = 2) {
  const clock = manualClock('2026-11-01T09:00:00Z')
  const stream = createEventStream({ clock, maxReaders, greeting: () => [{ event: 'state', data: { n: 1 } }] })
  const app = express().get('/', stream.handler)
  app.use((error: { status?: number }, _request: unknown, response: express.Response, _next: unknown) => {
    response.status(error.status ?? 500).end()
  })
  const server = createServer(app)
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens on a port
  const listen = (localAddress = '127.0.0.1') =>
    new Promise<{ answer: IncomingMessage; text: () => string }>((resolve) => {
      const headers = { accept: 'text/event-stream' }
      get({ port, host: '127.0.0.1', headers, agent: false, localAddress }, (answer) => {
        let heard = ''
        answer.on('data', (piece) => (heard += String(piece))).on('error', () => {})
        resolve({ answer, text: () => heard })
      })
    })
  return { clock, stream, listen, port }
}

test('who listens is told how things are, then what happens, and that somebody is there', async () => {
  const { clock, stream, listen } = await open()
  const { text } = await listen()
  await until('the greeting', () => text() === 'event: state\ndata: {"n":1}\n\n')
  stream.publish({ event: 'play', data: 'a\nb' })
  clock.advance({ seconds: 15 })
  await until('the rest', () => text().endsWith('event: play\ndata: "a\\nb"\n\n:\n\n'))
})

test('so many listen and no more; who goes makes room', async () => {
  const { stream, listen } = await open(1)
  const first = await listen()
  expect(stream.readers).toBe(1)
  expect((await listen()).answer.statusCode).toBe(429)
  first.answer.destroy()
  await until('it has gone', () => stream.readers === 0)
  expect((await listen()).answer.statusCode).toBe(200)
})

needs(process.platform !== 'linux' && 'only Linux has 127.0.0.2 without being told').test(
  'an address that has all the room gives way to another one, and comes in again when that has gone',
  async () => {
    const { stream, listen } = await open(4)
    const many = [await listen(), await listen(), await listen(), await listen()]
    const gone = new Promise((resolve) => many[0]?.answer.once('close', resolve))
    expect((await listen()).answer.statusCode, 'it has most itself').toBe(429)
    const other = await listen('127.0.0.2')
    await gone
    expect([other.answer.statusCode, stream.readers]).toEqual([200, 4])
    expect((await listen('127.0.0.2')).answer.statusCode).toBe(200)
    expect((await listen('127.0.0.2')).answer.statusCode, 'as many as the other one has').toBe(429)
    expect((await listen('127.0.0.1')).answer.statusCode, 'as many as the other one has').toBe(429)
    other.answer.destroy()
    await until('it has gone', () => stream.readers === 3)
    expect((await listen()).answer.statusCode).toBe(200)
  },
)

test('who does not read is ended before much is kept for it', async () => {
  const { stream, listen } = await open()
  const { answer } = await listen()
  answer.pause()
  answer.removeAllListeners('data')
  const ended = new Promise((resolve) => answer.once('close', resolve))
  for (let told = 0; stream.readers > 0 && told < 2000; told++) {
    stream.publish({ event: 'play', data: 'x'.repeat(50_000) })
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(stream.readers).toBe(0)
  answer.destroy()
  await ended
})

test('who does not ask for a stream is told how things are, and that is all', async () => {
  const { stream, port } = await open()
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  expect(await answer.text()).toBe('event: state\ndata: {"n":1}\n\n')
  expect(stream.readers).toBe(0)
})

test('the end of a process ends them all', async () => {
  const { stream, listen } = await open()
  const { answer } = await listen()
  let hasEnded = false
  answer.once('end', () => (hasEnded = true))
  stream.close()
  await until('the end of the answer', () => hasEnded)
  await until('it is forgotten', () => stream.readers === 0)
})
