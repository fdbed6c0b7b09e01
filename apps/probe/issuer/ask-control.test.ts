import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { createAskControl } from './ask-control.ts'

/** Somebody who accepts connections, and says what is given once it was asked. */
async function openMuteFactory(answers: string[]) {
  const open = new Set<Socket>()
  const asked: (() => void)[] = []
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('data', () => {
      socket.write(answers.shift() ?? '')
      asked.shift()?.()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo // it listens at a port
  return { url: new URL(`http://127.0.0.1:${port}`), untilAsked: () => new Promise<void>((asks) => asked.push(asks)) }
}

test.each([
  ['says nothing', ''],
  ['never ends its headers', 'HTTP/1.1 200 OK\r\nX: y\r\n'],
  ['never ends its body', 'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"set"'],
])('a factory that %s is waited for five seconds, and what to do is said', async (_what, answer) => {
  const clock = manualClock(0)
  const { url, untilAsked } = await openMuteFactory([answer])
  const ask = createAskControl(url, 'jwt-factory', clock)
  onTestFinished(() => ask.close())
  const isAsked = untilAsked()
  const asking = ask('GET', '/control').catch((error: Error) => error.message)
  await isAsked
  clock.advance({ seconds: 5 })
  expect(await asking).toMatch(/^jwt-factory does not answer at http:.* in time\): start the sandbox with npm start/)
})

test('who has answered lately has more time, and no longer when it did not answer once', async () => {
  const clock = manualClock(0)
  const body = '{"faults":[],"presets":{}}'
  const { url, untilAsked } = await openMuteFactory([
    `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  ])
  const ask = createAskControl(url, 'jwt-factory', clock)
  onTestFinished(() => ask.close())
  expect(await ask('GET', '/control/faults')).toMatchObject({ faults: [] })
  for (const seconds of [15, 5]) {
    const begin = clock.monotonic()
    const isAsked = untilAsked()
    let took = 0
    const asking = ask('GET', '/control/faults').catch(() => void (took = clock.monotonic() - begin))
    await isAsked
    clock.advance({ seconds: seconds - 1 })
    clock.advance({ seconds: 1 })
    await asking
    expect(took).toBe(seconds * 1000)
  }
})
