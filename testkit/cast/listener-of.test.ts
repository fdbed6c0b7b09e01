import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { systemClock, waitingClock } from '#core/clock'
import { listenerOf } from './listener-of.ts'

/** Serves an app as the kit does, with a body of the test. */
async function serveBody(body: () => ReadableStream) {
  const server = createServer(await listenerOf({ fetch: () => new Response(body()) }, systemClock)).listen(
    0,
    'localhost',
  )
  await once(server, 'listening')
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, [Symbol.dispose]: () => server.close() }
}

const piece = new TextEncoder().encode('a piece')

test('an app whose answer breaks off in the middle ends that connection, and nothing else', async () => {
  let asked = 0
  using app = await serveBody(() => {
    const isFirst = ++asked === 1
    return new ReadableStream({
      pull(stream) {
        if (isFirst && stream.desiredSize === 0) return
        stream.enqueue(piece)
        if (isFirst) stream.error(new Error('it breaks'))
        else stream.close()
      },
    })
  })
  const broken = fetch(app.url).then((answer) => answer.text())
  await expect(broken).rejects.toThrow()
  expect(await (await fetch(app.url)).text()).toBe('a piece')
})

test('an app hears that its client has left', async () => {
  const cancelled = Promise.withResolvers<void>()
  using app = await serveBody(
    () => new ReadableStream({ pull: (stream) => stream.enqueue(piece), cancel: () => cancelled.resolve() }),
  )
  const leaving = new AbortController()
  await fetch(app.url, { signal: leaving.signal })
  leaving.abort()
  await cancelled.promise
})

test('an app that is never ready is not waited for without an end', async () => {
  const hangs = { ready: () => new Promise(() => {}), routing: () => {} }
  await expect(listenerOf(hangs, waitingClock(0))).rejects.toThrow('not ready after 30 s')
})
