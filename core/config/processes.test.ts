import { expect, test } from 'vitest'
import { PROCESSES, reachable } from './processes.ts'

test.each([
  [undefined, 'localhost'],
  ['', 'localhost'],
  ['127.0.0.1', 'localhost'],
  ['127.0.1.1', '127.0.1.1'],
  ['0.0.0.0', 'localhost'],
  ['::', 'localhost'],
  ['::1', 'localhost'],
  ['localhost', 'localhost'],
  ['10.0.0.7', '10.0.0.7'],
  ['fd00::7', '[fd00::7]'],
  ['sandbox.test', 'sandbox.test'],
])('a listener on %s is found under %s', (host, expected) => {
  expect(reachable(host)).toBe(expected)
})

test('every process has ports of its own', () => {
  const ports = Object.values(PROCESSES).flatMap(({ port, tlsPort }) => [port, tlsPort])
  expect(ports).toEqual([5555, 5443, 3000, 7443, 3001, 8443, 3002, 9443])
})
