import { expect, test } from 'vitest'
import { ConfigFault } from '../config/read-config.ts'
import { DotenvFault } from './dotenv-file.ts'
import { temporaryName } from '../files/temporary-name.ts'
import { explainStartFailure } from './start-failure.ts'

const fault = (code: string, extra: object = {}) => Object.assign(new Error('raw'), { code, ...extra })

test.each([
  [fault('EADDRINUSE', { port: 3000, address: '127.0.0.1' }), 'port 3000 is taken. Stop the process'],
  [fault('EADDRINUSE', { port: 3000, address: '::1' }), 'port 3000 is taken at ::1'],
  [
    fault('EADDRINUSE', { port: -1, address: 'keys/x.sock' }),
    'somebody listens at keys/x.sock, or it is not a socket. ',
  ],
  [fault('EACCES', { port: 80, address: '127.0.0.1' }), 'permission denied for port 80. Set '],
  [fault('EACCES', { path: 'keys/tls' }), 'permission denied for keys/tls. Nothing was replaced: give yourself access'],
  [fault('EAI_AGAIN'), 'HOST'],
  [fault('EADDRNOTAVAIL', { port: 80, address: '10.9.8.7' }), '10.9.8.7 is not an address of this machine. Set HOST'],
  [fault('EAFNOSUPPORT', { port: 80, address: '::1' }), '::1 is not an address of this machine. Set HOST'],
  [fault('ENOTFOUND'), 'HOST'],
  [fault('EROFS', { path: temporaryName('keys/tls/ca.pem') }), 'tls/ca.pem is missing, and nothing can be written'],
  [new Error('x', { cause: fault('EACCES', { path: 'keys/tls', syscall: 'mkdir' }) }), 'keys/tls is missing, and'],
  [fault('EROFS', { path: 'keys' }), 'keys is on a read-only disk'],
  [fault('ENOSPC'), 'the disk is full'],
  [fault('EISDIR', { path: 'keys/tls/ca.pem' }), 'keys/tls/ca.pem is a folder, and a file belongs there'],
  [fault('EISDIR', { path: 'x.tmp', dest: 'keys/x' }), 'keys/x is a folder, and a file belongs there'],
  [fault('EFBIG', { path: 'keys/tls/ca.pem' }), 'keys/tls/ca.pem is far larger than any such file'],
  [new Error('the store', { cause: fault('ENOTDIR', { path: 'keys/x' }) }), 'keys/x is inside a file'],
  [new Error('the store', { cause: fault('ENOTFOUND') }), 'the store'], // a host that HOST does not name
  [new DotenvFault('.env is a secret', { cause: fault('EACCES', { path: '.env' }) }), '.env is a secret'],
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

test('a taken port is told with who listens there, and with the setting that changes it', () => {
  const error = fault('EADDRINUSE', { port: 3000, address: '127.0.0.1' })
  const facts = { variable: 'SERVICEA_PORT', who: 'servicea of a sandbox (process 4711)' }
  expect(explainStartFailure('servicea', error, facts)).toBe(
    'servicea cannot start: port 3000 is taken: servicea of a sandbox (process 4711) listens there. Stop it, ' +
      'or set SERVICEA_PORT to another one, in the environment or in .env.',
  )
})

test('a port that FACTORY_URL names, too, is told with both settings', () => {
  const facts = { variable: 'FACTORY_PORT', urlVariable: 'FACTORY_URL' }
  expect(explainStartFailure('issuer', fault('EADDRINUSE', { port: 5555, address: '127.0.0.1' }), facts)).toContain(
    'or set FACTORY_PORT to another one, and FACTORY_URL, which names this port, to the same, in the environment',
  )
  expect(explainStartFailure('issuer', fault('EACCES', { port: 80, address: '127.0.0.1' }), facts)).toContain(
    'Set FACTORY_PORT to one above 1023, and FACTORY_URL, which names this port, to the same.',
  )
})

test('a port that may not be had is told with its setting', () => {
  const error = fault('EACCES', { port: 80, address: '127.0.0.1' })
  expect(explainStartFailure('servicea', error, { variable: 'SERVICEA_PORT' })).toContain('Set SERVICEA_PORT to one')
})

test('nothing that a file names moves the terminal, and its lines stay lines', () => {
  const text = explainStartFailure('issuer', new Error('clients.json:\n  \u001b[31mred\u202e  is not a client id\n  b'))
  expect(text).toBe('issuer cannot start: clients.json:\n  \\u001b[31mred\\u202e  is not a client id\n  b')
})
