import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { isMeantForUs, meantFor } from './called-here.ts'

const FACTORY_URL = 'https://factory.test:5443/below'

/** @param port where it came in */
const calledAt = (host: string | undefined, port = 5555, isTls = false) =>
  ({
    headers: { host },
    socket: isTls ? Object.create(TLSSocket.prototype, { localPort: { value: port } }) : { localPort: port },
  }) as IncomingMessage // all that is looked at

test.each([
  ['https://factory.test:5443', 'localhost:5555', true],
  ['https://factory.test:5443/', 'localhost:5555', true],
  ['HTTPS://Factory.Test:5443', 'localhost:5555', true],
  ['http://localhost:5555', 'localhost:5555', true],
  ['http://LOCALHOST:5555', 'localhost:5555', true],
  ['http://127.0.0.1:5555', '127.0.0.1:5555', true],
  ['http://[::1]:5555', '[::1]:5555', true],
  ['http://localhost:5555', '127.0.0.1:5555', false], // another address than the one that was called
  ['https://localhost:5555', 'localhost:5555', false],
  ['http://localhost:8888', 'localhost:8888', false], // another registry on this machine, whose JWT somebody brings here
  ['http://localhost', 'localhost:5555', false],
  ['http://localhost:5555/registry', 'localhost:5555', false],
  ['http://localhost:5555?x', 'localhost:5555', false],
  ['http://user@localhost:5555', 'localhost:5555', false],
  ['http://localhost:5555\\@evil.test', 'localhost:5555', false],
  ['http://elsewhere.invalid', 'localhost:5555', false],
  ['localhost:5555', 'localhost:5555', false],
  ['jwt-factory', 'localhost:5555', false],
  ['http://localhost:5555', undefined, false],
])('a JWT for %s that comes by %s: %s', (audience, host, expected) => {
  expect(isMeantForUs(audience, calledAt(host), FACTORY_URL)).toBe(expected)
})

test('the usual port may be left out, and TLS has its own', () => {
  expect(isMeantForUs('http://localhost', calledAt('localhost', 80), FACTORY_URL)).toBe(true)
  expect(isMeantForUs('http://localhost:80', calledAt('localhost', 80), FACTORY_URL)).toBe(true)
  expect(isMeantForUs('https://localhost', calledAt('localhost:443', 443, true), FACTORY_URL)).toBe(true)
  expect(isMeantForUs('http://localhost:443', calledAt('localhost:443', 443, true), FACTORY_URL)).toBe(false)
})

test('who wrote another is told the one by which the registry was called, or its own', () => {
  expect(meantFor(calledAt('localhost:5555'), FACTORY_URL)).toBe('http://localhost:5555')
  expect(meantFor(calledAt('localhost:8888'), FACTORY_URL)).toBe('https://factory.test:5443')
})
