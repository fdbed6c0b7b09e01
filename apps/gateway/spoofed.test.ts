import { describe, expect, test } from 'vitest'
import { rawRequest, sendRaw } from '../../tests/support/raw.ts'
import { JOHNS_TOKEN, openAllProfiles } from './both-profiles.fixture.ts'
import { JOHN_ID } from './gateway.fixture.ts'

/** By which services hear who asks, of one profile or the other. */
const NAMES = ['X-Consumer-ID', 'X-Consumer-Username', 'X-Consumer-Custom-ID', 'X-Consumer-Groups', 'X-Consumer-Claims', 'X-Consumer-Anything', 'X-Credential-Identifier', 'X-Credential-Username', 'X-Anonymous-Consumer', 'X-Authenticated-Userid', 'X-Authenticated-Groups'] // prettier-ignore

/** Further ones of the profile without a store, as its claims_to_headers names them. */
const OWN_NAMES = ['X-Plan', 'X-Custom']

/** Header lines in which one of them is said, in other words. */
const SPELLINGS: [what: string, lines: (name: string) => string[]][] = [
  ['as it is', (name) => [`${name}: admin`]],
  ['in lower case', (name) => [`${name.toLowerCase()}: admin`]],
  ['in upper case', (name) => [`${name.toUpperCase()}: admin`]],
  ['with underscores', (name) => [`${name.replaceAll('-', '_')}: admin`]],
  ['with one underscore', (name) => [`${name.replace(/-(?=[^-]*$)/, '_')}: admin`]],
  ['with dots', (name) => [`${name.replaceAll('-', '.')}: admin`]],
  ['with other signs', (name) => [`${name.replaceAll('-', '~')}: admin`, `${name.replaceAll('-', "'")}: admin`]],
  ['twice', (name) => [`${name}: admin`, `${name}: admin`]],
  ['twice, in two spellings', (name) => [`${name}: admin`, `${name.toLowerCase()}: admin`]],
  ['empty, and then not', (name) => [`${name}:`, `${name}: admin`]],
  ['with Connection', (name) => [`Connection: ${name}`, `${name}: admin`]],
  ['with Connection, among others', (name) => [`Connection: keep-alive, ${name.toLowerCase()}`, `${name}: admin`]],
  ['with Connection, which is named itself', (name) => [`Connection: connection, ${name}`, `${name}: admin`]],
  ['without a space', (name) => [`${name}:admin`]],
  ['with tabs', (name) => [`${name}:\t\tadmin\t`]],
]

const allOf = (lines: (name: string) => string[], isOwn: boolean) =>
  [...NAMES, ...(isOwn ? OWN_NAMES : [])].flatMap((name) => lines(name))

describe('whoever says who it is, is not heard', () => {
  test.each(SPELLINGS)('%s', async (_what, lines) => {
    const { profiles, seen } = await openAllProfiles()
    for (const { name, port } of profiles) {
      const headers = [`Authorization: Bearer ${JOHNS_TOKEN}`, ...allOf(lines, name === 'without a store')]
      expect((await sendRaw(port, rawRequest('GET /echo', headers))).status, name).toBe(200)
      const { rawHeaders = [], headers: heard } = seen.at(-1) ?? {}
      expect(rawHeaders.join('\n'), name).not.toContain('admin')
      expect(heard).toMatchObject({ 'x-consumer-id': JOHN_ID, 'x-consumer-username': 'john_doe', 'x-consumer-custom-id': '1234' }) // prettier-ignore
    }
    expect(seen).toHaveLength(profiles.length)
  })

  test.each(SPELLINGS)('%s, by nobody: refused, or nobody', async (_what, lines) => {
    const { profiles, seen } = await openAllProfiles()
    for (const { name, port } of profiles) {
      const { status } = await sendRaw(port, rawRequest('GET /echo', allOf(lines, name === 'without a store')))
      expect(status, name).toBe(name.endsWith('anonymous') ? 200 : 401)
    }
    expect(seen).toHaveLength(1)
    expect(seen[0]?.headers).toMatchObject({ 'x-consumer-id': '9', 'x-anonymous-consumer': 'true' })
    expect(seen[0]?.rawHeaders.join('\n')).not.toContain('admin')
  })

  test('nor in a trailer, whether it was announced or not', async () => {
    const { profiles, seen, server } = await openAllProfiles()
    const trailers: NodeJS.Dict<string>[] = []
    server.on('request', (asked) => void asked.on('end', () => trailers.push(asked.trailers)))
    const said = [...NAMES, ...OWN_NAMES].flatMap((name) => [`${name}: admin`, `${name.replaceAll('-', '_')}: admin`])
    for (const announced of [['Trailer: X-Consumer-ID, X-Sum'], []])
      for (const { name, port } of profiles) {
        const headers = [`Authorization: Bearer ${JOHNS_TOKEN}`, 'TE: trailers', 'Transfer-Encoding: chunked', ...announced] // prettier-ignore
        const own = name === 'without a store' ? said : said.filter((line) => !/plan|custom:/i.test(line))
        const body = `1\r\na\r\n0\r\n${[...own, 'X-Sum: 1', 'Authorization: Bearer x'].join('\r\n')}\r\n\r\n`
        expect((await sendRaw(port, rawRequest('POST /echo', headers, body))).status).toBe(200)
        expect([name, seen.at(-1)?.body, trailers.at(-1)]).toEqual([name, 'a', { 'x-sum': '1' }])
      }
  })
})
