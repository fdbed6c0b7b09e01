import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createConnectionLine } from './connect-in-line.ts'

/** Sockets that nobody connects: the test says when one is open. */
function openLine(fails = () => false) {
  const begun: Socket[] = []
  const given: (Socket | Error | undefined)[] = []
  const line = createConnectionLine({
    opening: 'connect',
    open() {
      if (fails()) throw new Error('no such certificate')
      const socket = new Socket()
      begun.push(socket)
      return socket
    },
  })
  const open = () => line.open((error, socket) => void given.push(error ?? socket))
  return { begun, given, open }
}

test('thirty-two connections open at once, and whoever waits comes when one is there, or when one failed', () => {
  const { begun, given, open } = openLine()
  const first = Array.from({ length: 40 }, open)
  expect(first.filter((socket) => socket !== undefined)).toHaveLength(32)
  expect(begun).toHaveLength(32)
  begun[0]?.emit('connect')
  begun[1]?.emit('close')
  expect(begun).toHaveLength(34)
  expect(given).toEqual(begun.slice(32))
  begun[0]?.emit('close') // it was open already
  expect(begun).toHaveLength(34)
})

test('what cannot be opened is said to whoever waited for it, and holds nobody up', () => {
  let isBroken = false
  const { begun, given, open } = openLine(() => isBroken)
  for (let count = 0; count < 34; count++) open()
  isBroken = true
  begun[0]?.emit('connect')
  expect(given.map(String)).toEqual(['Error: no such certificate', 'Error: no such certificate'])
  expect(open).toThrow('no such certificate')
})
