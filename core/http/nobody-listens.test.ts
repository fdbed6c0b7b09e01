import { connect } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { freePorts } from '../../tests/support/ports.ts'
import { nobodyListens } from './nobody-listens.ts'

test.each(['127.0.0.1', 'localhost'])(
  'a connection that nobody takes at %s is one, also as the cause of what is said of it',
  async (host) => {
    const [port = 0] = await freePorts(1)
    const error: unknown = await once(connect({ host, port }), 'connect').catch((fault: unknown) => fault)
    expect(nobodyListens(error)).toBe(true)
    expect(nobodyListens(new Error('it cannot be reached', { cause: error }))).toBe(true)
  },
)

test.each([
  ['a certificate that is not believed', Object.assign(new Error(''), { code: 'CERT_HAS_EXPIRED' })],
  ['an answer that does not come', new Error('did not answer within 15000 ms')],
  ['what is no error', 'ECONNREFUSED'],
])('%s is not: starting something would not help', (_what, error) => {
  expect(nobodyListens(error)).toBe(false)
  expect(nobodyListens(new Error('it cannot be reached', { cause: error }))).toBe(false)
})
