import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { surviveFaults } from './survive-faults.ts'

test('a fault is told in one line without its tokens, and of many the first', () => {
  const host = new EventEmitter()
  const told: string[] = []
  surviveFaults(host, (line) => told.push(line))
  host.emit(
    'uncaughtException',
    new Error('spoilt by eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJlc2lnbmF0dXJl\n\u001B[2J'),
  )
  host.emit('unhandledRejection', 'no error at all')
  expect(told).toEqual([
    expect.stringMatching(/^A bug of the sandbox, and the room goes on: Error: spoilt by [^\n]+\n$/),
    'A bug of the sandbox, and the room goes on: no error at all\n',
  ])
  for (const hidden of ['c2lnbmF0dXJl', '\u001B']) expect(told.join('')).not.toContain(hidden)
  for (let each = 0; each < 100; each++) host.emit('uncaughtException', new Error('again'))
  expect(told.length).toBeLessThan(30)
})
