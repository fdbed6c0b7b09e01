import { describe, expect, test } from 'vitest'
import { talk } from '../../tests/support/raw.ts'
import { JOHNS_TOKEN, openAllProfiles } from './both-profiles.fixture.ts'
import { JOHN_ID } from './gateway.fixture.ts'

const END = '\r\n\r\n'
const SIGNED = `Authorization: Bearer ${JOHNS_TOKEN}`
const asking = (line: string, ...lines: string[]) => [`${line} HTTP/1.1`, 'Host: x', ...lines].join('\r\n') + END

/** What a client would like to slip by: nobody has looked at it. */
const HIDDEN = asking('GET /hidden', 'X-Consumer-ID: admin')
const ADMIN = 'X-Consumer-ID: admin'

/** In each of them one server may see two requests or two fields where another sees one (RFC 9112 §11.2). */
const TRICKS: [what: string, sent: string][] = [
  ['two lengths', asking('POST /a', SIGNED, 'Content-Length: 0', `Content-Length: ${HIDDEN.length}`) + HIDDEN],
  ['two lengths in one', asking('POST /a', SIGNED, `Content-Length: 0, ${HIDDEN.length}`) + HIDDEN],
  ['a length with a sign', asking('POST /a', SIGNED, 'Content-Length: +0') + HIDDEN],
  ['a length and chunks', asking('POST /a', SIGNED, `Content-Length: ${5 + HIDDEN.length}`, 'Transfer-Encoding: chunked') + `0${END}${HIDDEN}`], // prettier-ignore
  ['chunks that are not the last coding', asking('POST /a', SIGNED, 'Transfer-Encoding: chunked, identity') + `0${END}${HIDDEN}`], // prettier-ignore
  ['chunks twice', asking('POST /a', SIGNED, 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked') + `0${END}${HIDDEN}`], // prettier-ignore
  ['another coding', asking('POST /a', SIGNED, 'Transfer-Encoding: xchunked') + `0${END}${HIDDEN}`],
  ['a coding with a tab', asking('POST /a', SIGNED, 'Transfer-Encoding:\x0bchunked') + `0${END}${HIDDEN}`],
  ['a space before the colon', asking('POST /a', SIGNED, 'Transfer-Encoding : chunked') + `0${END}${HIDDEN}`],
  ['chunks of HTTP/1.0', asking('POST /a', SIGNED, 'Transfer-Encoding: chunked').replace('1.1', '1.0') + `0${END}${HIDDEN}`], // prettier-ignore
  ['a chunk with a sign', asking('POST /a', SIGNED, 'Transfer-Encoding: chunked') + `+0${END}${HIDDEN}`],
  ['a chunk that ends in a bare line feed', asking('POST /a', SIGNED, 'Transfer-Encoding: chunked') + `1\na\n0\n\n${HIDDEN}`], // prettier-ignore
  ['a length that Connection names', asking('POST /a', SIGNED, 'Connection: Content-Length', 'Content-Length: 0, 9') + HIDDEN], // prettier-ignore
  ['a folded line', asking('GET /a', SIGNED, 'X-Other: a', ` ${ADMIN}`)],
  ['a folded value', asking('GET /a', SIGNED, 'X-Consumer-ID:', '\tadmin')],
  ['a folded first line', asking('GET /a', ` ${ADMIN}`, SIGNED)],
  ['a bare line feed', asking('GET /a', SIGNED, `X-Other: a\n${ADMIN}`)],
  ['a bare carriage return', asking('GET /a', SIGNED, `X-Other: a\r${ADMIN}`)],
  ['a zero', asking('GET /a', SIGNED, `X-Other: a\0\r\n${ADMIN}`)],
  ['a name with a space', asking('GET /a', SIGNED, 'X-Consumer-ID : admin')],
  ['a name with a zero', asking('GET /a', SIGNED, 'X-Consumer-ID\0: admin')],
  ['a name with a letter of another alphabet', asking('GET /a', SIGNED, 'X-Consumer-\xcdD: admin')],
  ['a line without a colon', asking('GET /a', SIGNED, 'X-Consumer-ID admin')],
  ['two names of a host', asking('GET /a', SIGNED, 'Host: admin')],
  ['an address of another', asking('GET http://admin/', SIGNED)],
  ['a target with a line end', asking('GET /a\rX-Consumer-ID:admin', SIGNED)],
]

describe.each(TRICKS)('%s', (_what, sent) => {
  test('is refused, or is one request of its sender', async () => {
    const { profiles, seen, lines } = await openAllProfiles()
    for (const { name, port } of profiles) {
      seen.length = 0
      const all = await talk(port, sent + asking('GET /last', 'Connection: close'), (text) => /HTTP\/1\.1 (?:4|5)/.test(text)) // prettier-ignore
      for (const { url, headers, rawHeaders } of seen) {
        if (headers['x-consumer-id'] === '9') continue // /last, which nobody has signed
        expect([name, url, headers['x-consumer-id']]).toEqual([name, '/a', JOHN_ID])
        expect(rawHeaders.filter((text) => text === 'admin' || text.endsWith(': admin'))).toEqual([])
      }
      expect(seen.filter(({ url }) => url === '/hidden')).toEqual([])
      expect(all, name).toMatch(/^HTTP\/1\.1 [245]\d\d /)
    }
    expect(lines.filter((line) => line.includes('"msg":"bug"'))).toEqual([])
  })
})

describe('requests in one go', () => {
  test('each is decided by itself: a good one opens no door for the next', async () => {
    const { profiles, seen } = await openAllProfiles()
    for (const { name, port } of profiles.slice(0, 2)) {
      seen.length = 0
      const good = asking('GET /good', SIGNED, ADMIN)
      const forged = asking('GET /forged', `${SIGNED}A`, ADMIN)
      const all = await talk(port, good + HIDDEN + forged + good + asking('GET /last', 'Connection: close'))
      const statuses = [...all.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => status)
      expect([name, statuses]).toEqual([name, ['200', '401', '401', '200', '401']])
      expect(seen.map(({ url, headers }) => [url, headers['x-consumer-id']])).toEqual([['/good', JOHN_ID], ['/good', JOHN_ID]]) // prettier-ignore
    }
  })

  test('nor does one whose body is not read: what stands in it is no request', async () => {
    const { profiles, seen } = await openAllProfiles()
    for (const { port } of profiles.slice(0, 2)) {
      const refused = asking('POST /a', `Content-Length: ${HIDDEN.length}`) + HIDDEN
      const all = await talk(port, refused + asking('GET /last', 'Connection: close'))
      expect(new Set(all.match(/HTTP\/1\.1 \d+/g))).toEqual(new Set(['HTTP/1.1 401']))
    }
    expect(seen).toEqual([])
  })
})
