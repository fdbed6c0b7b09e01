import { Buffer } from 'node:buffer'
import { Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { Agent } from '#core/http/node-http'
import { askTarget, TARGET_PATIENCE } from './ask-target.ts'
import { openOddTarget, senderTo } from './target.fixture.ts'

const WHOLE = { method: 'GET', path: '/', headers: [['Host', 'localhost']], body: Buffer.alloc(0) } as const

/** Asks for a connection that comes when the test says so: its turn in the line has not come. */
function askInLine() {
  const clock = manualClock(0)
  const agent = new Agent({ keepAlive: true })
  let openedSoFar = 0
  const turn = Promise.withResolvers<(socket: Socket) => void>()
  agent.createConnection = (_options, given) => {
    turn.resolve((socket) => given?.(null, socket))
    return undefined
  }
  const connections = {
    opening: 'connect' as const,
    open: () => new Socket(),
    wasOpened: () => false,
    openedSoFar: () => openedSoFar,
  }
  onTestFinished(() => agent.destroy())
  let isOver = false
  const asked = askTarget(WHOLE, agent, connections, clock).finally(() => void (isOver = true))
  /** Five seconds, in which others of the line got through, or none. */
  const wait = async (opened: number) => {
    openedSoFar += opened
    clock.advance({ milliseconds: TARGET_PATIENCE })
    await Promise.resolve()
    return isOver
  }
  return { asked, wait, give: async (socket: Socket) => (await turn.promise)(socket) }
}

const NO_CONNECTION = { outcome: { kind: 'unreachable', detail: 'there was no connection within five seconds' } }

test('who stands in the line waits while others get through, and no longer than that', async () => {
  const { asked, wait } = askInLine()
  expect(await wait(32)).toBe(false)
  expect(await wait(1)).toBe(false)
  await wait(0)
  expect(await asked).toMatchObject(NO_CONNECTION)
})

test('a target that lets somebody in now and then keeps nobody for ever', async () => {
  const { asked, wait } = askInLine()
  let rounds = 0
  while (!(await wait(1)) && rounds < 50) rounds++
  expect(rounds).toBe(6)
  expect(await asked).toMatchObject(NO_CONNECTION)
})

test('once its turn has come it has five seconds of its own, whoever else gets through', async () => {
  const { asked, wait, give } = askInLine()
  expect(await wait(1)).toBe(false)
  const socket = Object.assign(new Socket(), { connecting: true })
  await give(socket)
  await new Promise((resolve) => setImmediate(resolve))
  await wait(1)
  expect(await asked).toMatchObject(NO_CONNECTION)
  expect(socket.destroyed).toBe(true)
})

test('of those sent together none hangs while others are answered, and each does once nobody is', async () => {
  const clock = manualClock(0)
  const { promise: isAsked, resolve } = Promise.withResolvers<void>()
  const { port } = await openOddTarget(() => resolve())
  const together = { answered: 0 }
  let isOver = false
  const sent = (await senderTo(port, {}, clock)).send({ method: 'GET', headers: [] }, together)
  void sent.finally(() => void (isOver = true))
  await isAsked
  for (const answered of [1, 40]) {
    together.answered = answered
    clock.advance({ milliseconds: TARGET_PATIENCE })
    await new Promise((turn) => setImmediate(turn))
    expect(isOver).toBe(false)
  }
  clock.advance({ milliseconds: TARGET_PATIENCE })
  expect(await sent).toEqual({ kind: 'hung', milliseconds: 3 * TARGET_PATIENCE })
})

test('who is answered is counted for the others', async () => {
  const { port } = await openOddTarget((socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'))
  const together = { answered: 0 }
  const sender = await senderTo(port)
  await Promise.all([1, 2].map(() => sender.send({ method: 'GET', headers: [] }, together)))
  expect(together.answered).toBe(2)
})
