import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import type { AttackRequest } from '#attacks'
import { manualClock, systemClock } from '#core/clock'
import { openOddTarget, senderTo } from './target.fixture.ts'

const bearer: AttackRequest = { method: 'GET', headers: [['Authorization', 'Bearer x.y.z']] }
const WAYS: [string, AttackRequest][] = [
  ['over a kept connection', bearer],
  ['raw', { ...bearer, raw: true }],
]
const HEAD = 'HTTP/1.1 200 OK\r\n'

/** Says the same again as fast as it is taken, until somebody ends the connection. */
const flood = (socket: Socket, piece: string) => {
  const more = () => void (socket.writable && socket.write(piece.repeat(Math.ceil(8000 / piece.length)), more))
  more()
}

/** What has no end, though each piece of it is well-formed. */
const ENDLESS: [what: string, begin: string, piece: string, kinds: string[]][] = [
  ['headers', HEAD, 'X: y\r\n', ['dropped']],
  ['one header', `${HEAD}X: `, 'y', ['dropped']],
  ['a status line', 'HTTP/1.1 200 ', 'y', ['dropped']],
  ['a body without a length', `${HEAD}\r\n`, 'y', ['answered']],
  ['a body in chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n`, `40\r\n${'y'.repeat(64)}\r\n`, ['answered']],
  ['an extension of a chunk', `${HEAD}Transfer-Encoding: chunked\r\n\r\n2`, ';y', ['dropped']],
  ['trailers', `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\nyy\r\n0\r\n`, 'X: y\r\n', ['dropped']],
  ['empty lines before an answer', '', '\r\n', ['dropped']],
  ['answers that announce another', '', 'HTTP/1.1 103 Early Hints\r\n\r\n', ['dropped']],
]

for (const [how, request] of WAYS) {
  test.each(ENDLESS)(
    `${how}: %s without an end are read as far as an answer can be long, and no further`,
    async (...row) => {
      const [what, begin, piece, kinds] = row
      const clock = manualClock(0)
      let taken: Socket | undefined
      const { port } = await openOddTarget((socket) => {
        if (taken !== undefined) return
        taken = socket
        if (begin !== '') socket.write(begin)
        flood(socket, piece)
      })
      const sender = await senderTo(port, {}, clock)
      const sending = sender.send(request)
      let isOver = false
      void sending.then(() => (isOver = true))
      const hasEnded = () => isOver
      while (!hasEnded()) {
        await new Promise(setImmediate)
        clock.advance({ milliseconds: 1 })
      }
      const outcome = await sending
      expect(kinds, what).toContain(outcome.kind)
      await new Promise<void>((resolve) => (taken?.destroyed ? resolve() : taken?.once('close', () => resolve())))
      expect(clock.monotonic()).toBeLessThan(5000)
    },
  )
}

test.each(WAYS)('%s: who says one byte after the other has five seconds in all', async (_how, request) => {
  const answer = `${HEAD}Content-Length: 4\r\n\r\nokok`
  for (const said of [3, HEAD.length + 4, answer.length - 2]) {
    const clock = manualClock(0)
    const { promise: isAsked, resolve } = Promise.withResolvers<Socket>()
    const { port } = await openOddTarget((socket) => resolve(socket))
    const sending = (await senderTo(port, {}, clock)).send(request)
    const socket = await isAsked
    for (let at = 0; at < said; at++) {
      await new Promise((written) => socket.write(answer[at] ?? '', written))
      if (at % 3 === 0) clock.advance({ milliseconds: 100 })
    }
    clock.advance({ milliseconds: 5000 })
    expect(await sending).toMatchObject({ kind: 'hung' })
  }
})

test('a request after a flood is answered as any other', async () => {
  const { port } = await openOddTarget((socket, _text, count) => {
    if (count === 0) flood(socket.resume(), `${HEAD}\r\nyyyy`)
    else socket.end(`${HEAD}Content-Length: 2\r\n\r\nok`)
  })
  const sender = await senderTo(port, {}, systemClock)
  expect((await sender.send(bearer)).kind).toBe('answered')
  expect(await sender.send(bearer)).toMatchObject({ answer: { body: 'ok' } })
})
