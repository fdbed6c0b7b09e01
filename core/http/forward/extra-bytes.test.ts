import { describe, expect, test } from 'vitest'
import { openProxy, openTalker } from '../../../tests/support/forwarding.ts'
import { rawRequest, sendRaw } from '../../../tests/support/raw.ts'

/** By each client, without a body and with one. */
const REQUESTS = [
  ['GET by undici', 'GET', [], ''],
  ['GET by Node', 'GET', ['content-length: 0'], ''],
  ['POST', 'POST', ['content-length: 3'], 'abc'],
  ['POST in chunks', 'POST', ['transfer-encoding: chunked'], '3\r\nabc\r\n0\r\n\r\n'],
] as const

const ANSWERS = [
  ['that says its length', 'content-length: 2\r\n\r\nok', 'ok'],
  ['without a body', 'content-length: 0\r\n\r\n', ''],
  ['in chunks', 'transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', 'ok'],
  ['with trailers', 'transfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n', 'ok'],
  ['that ends its connection', 'connection: close\r\ncontent-length: 2\r\n\r\nok', 'ok'],
] as const

const MORE = [
  ['letters', 'EXTRA'],
  ['another answer', 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil'],
  ['something before an answer', 'HTTP/1.1 103 Early\r\nlink: <evil>\r\n\r\n'],
] as const

describe.each(REQUESTS)('%s: an answer that more follows than it says', (_name, method, fields, body) => {
  describe.each(ANSWERS)('%s', (_kind, answer, text) => {
    test.each(MORE)('%s: it is whole, and nobody gets the rest', async (_what, more) => {
      let connections = 0
      const { port } = await openTalker((socket) => {
        connections++
        let asked = ''
        socket.on('data', (data: Buffer) => {
          asked += data.toString()
          if (!asked.endsWith(`\r\n\r\n${body}`)) return
          asked = ''
          socket.write(`HTTP/1.1 200 OK\r\n${answer}${more}`)
        })
      })
      const proxy = await openProxy(port)
      for (const connection of [1, 2]) {
        const got = await sendRaw(proxy.port, rawRequest(`${method} /`, fields, body))
        expect(got.status).toBe(200)
        expect(got.body.replace(/^2\r\nok\r\n0\r\n[^]*\r\n$/, 'ok')).toBe(text)
        expect(connections).toBe(connection)
      }
      expect(proxy.outcomes.map(({ kind }) => kind)).toEqual(['answered', 'answered'])
    })
  })
})
