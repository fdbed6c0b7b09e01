import { Buffer } from 'node:buffer'
import { Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { Agent } from '#core/http/node-http'
import { askTarget, TARGET_PATIENCE } from './ask-target.ts'

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
