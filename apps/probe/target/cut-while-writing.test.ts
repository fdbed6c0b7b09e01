import { Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { AttackRequest } from '#attacks'
import { systemClock } from '#core/clock'
import { connectionsTo } from './connect-target.ts'
import { openSender } from './open-sender.ts'
import { openOddTarget, targetAt } from './target.fixture.ts'

const LONG: AttackRequest = { method: 'GET', headers: [['Authorization', `Bearer ${'a'.repeat(20_000)}`]] }
const REFUSAL = 'HTTP/1.1 431 Too long\r\nContent-Length: 0\r\n\r\n'

/** A way to a target whose first connections end with this error of the platform, and all others are sound. */
async function senderCut(times: number, error: { code: string; syscall: string }) {
  const { port, received } = await openOddTarget((socket) => void socket.end(REFUSAL))
  const target = await targetAt(`http://127.0.0.1:${port}/`)
  const sound = connectionsTo(target)
  const cut = new Set<unknown>()
  const open = () => {
    if (cut.size >= times) return sound.open()
    const socket = Object.assign(new Socket(), { connecting: true })
    cut.add(socket)
    setImmediate(() => socket.destroy(Object.assign(new Error('it was reset'), error)))
    return socket
  }
  const wasOpened = (socket: unknown) => cut.has(socket) || sound.wasOpened(socket)
  const sender = openSender(target, systemClock, { ...sound, open, wasOpened })
  onTestFinished(() => sender.close())
  return { sender, received, opened: () => cut.size + received.length }
}

const WHILE_WRITING = { code: 'EPIPE', syscall: 'write' }
const WHILE_READING = { code: 'ECONNRESET', syscall: 'read' }

test('who is cut off while writing asks again, for an answer may have come that nobody could read', async () => {
  const { sender, opened } = await senderCut(3, WHILE_WRITING)
  expect(await sender.send(LONG)).toMatchObject({ answer: { status: 431 } })
  expect(opened()).toBe(4)
})

test('a target that cuts off each time is not asked for ever', async () => {
  const { sender, opened } = await senderCut(9, WHILE_WRITING)
  expect(await sender.send(LONG)).toMatchObject({ kind: 'dropped' })
  expect(opened()).toBe(4)
})

test('a reset that is read says all there is, and nobody asks again', async () => {
  const { sender, opened } = await senderCut(1, WHILE_READING)
  expect(await sender.send(LONG)).toMatchObject({ kind: 'dropped' })
  expect(opened()).toBe(1)
})
