import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { openLongWay } from './long-way.ts'
import { until } from '../../../tests/support/until.ts'

test('what is said on a long way arrives later, in its order; what comes back is not held up', async () => {
  const time = manualClock(0)
  const asked: number[] = []
  const clock: typeof time = {
    ...time,
    delay: (milliseconds) => {
      asked.push(milliseconds)
      return time.delay(milliseconds)
    },
  }
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const way = await openLongWay(50, clock)
  way.leadTo((server.address() as AddressInfo).port) // it listens
  const accepted = once(server, 'connection')
  const client = connect(way.port, '127.0.0.1')
  onTestFinished(async () => {
    client.destroy()
    await way.close()
    server.close()
  })
  const [far] = (await accepted) as [Socket] // what a server hands over
  far.write('at once')
  expect(String(await once(client, 'data')), 'nobody has moved the clock').toBe('at once')

  let said = ''
  far.on('data', (piece: Buffer) => (said += piece.toString()))
  const ended = once(far, 'end')
  client.write('one ')
  client.end('two')
  await until('the way has been asked', () => asked.length > 0)
  far.write('more')
  await once(client, 'data') // there and back, in this time nothing was said
  expect(said).toBe('')
  expect(asked[0]).toBe(50)
  const moving = setInterval(() => time.advance({ milliseconds: 50 }), 1)
  await ended
  clearInterval(moving)
  expect(said).toBe('one two')
})
