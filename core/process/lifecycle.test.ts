import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { ConfigFault } from '../config/read-config.ts'
import { temporaryName } from '../files/temporary-name.ts'
import { explainStartFailure, untilSignal } from './lifecycle.ts'

const fault = (code: string, extra: object = {}) => Object.assign(new Error('raw'), { code, ...extra })

test.each([
  [fault('EADDRINUSE', { port: 3000 }), 'port 3000 is taken'],
  [fault('EACCES', { port: 80 }), 'permission denied for port 80. Choose a port above 1023.'],
  [fault('EACCES', { path: 'keys/tls' }), 'permission denied for keys/tls. Nothing was replaced: give yourself access'],
  [fault('EAI_AGAIN'), 'HOST'],
  [fault('EADDRNOTAVAIL'), 'HOST'],
  [fault('ENOTFOUND'), 'HOST'],
  [fault('EROFS', { path: temporaryName('keys/tls/ca.pem') }), 'tls/ca.pem is missing, and nothing can be written'],
  [new Error('x', { cause: fault('EACCES', { path: 'keys/tls', syscall: 'mkdir' }) }), 'keys/tls is missing, and'],
  [fault('EROFS', { path: 'keys' }), 'keys is on a read-only disk'],
  [fault('ENOSPC'), 'the disk is full'],
  [new Error('the store', { cause: fault('ENOTDIR', { path: 'keys/x' }) }), 'keys/x is not in a folder'],
  [new Error('the store', { cause: fault('ENOTFOUND') }), 'the store'], // a host that HOST does not name
  [new Error('something else'), 'something else'],
  ['not even an error', 'not even an error'],
])('%s is one line for a person', (error, expected) => {
  const text = explainStartFailure('servicea', error)
  expect(text).toMatch(/^servicea cannot start: [^\n]+$/)
  expect(text).toContain(expected)
})

test('faults of the configuration are told line by line', () => {
  const text = explainStartFailure('servicea', new ConfigFault([{ variable: 'A_PORT', message: '"x" is not a port' }]))
  expect(text).toMatch(/^servicea cannot start:\nA_PORT {2}"x" is not a port\n/)
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('%s ends the wait, and another one does no harm', async (signal) => {
  const process = new EventEmitter()
  const waiting = untilSignal(process)
  expect(process.emit(signal)).toBe(true)
  expect(process.emit(signal)).toBe(true)
  expect(await waiting).toBe(signal)
})
