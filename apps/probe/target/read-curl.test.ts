import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../../tests/support/any-text.ts'
import { readCurl } from './read-curl.ts'
import { quoteForBash } from './quote-for-bash.ts'
import { CommandRefused, splitCommand } from './split-command.ts'

const TOKEN = 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln'

test('a command of the tools of a browser: the token is told from the rest', () => {
  const pasted = `curl 'https://localhost:8443/scenario5-server?a=1' \\
  -X 'PUT' \\
  -H 'accept: */*' \\
  -H 'accept-encoding: gzip, deflate, br' \\
  -H 'authorization: Bearer ${TOKEN}' \\
  -H 'if-none-match: "1"' \\
  -b 'session=1' \\
  --data-raw $'{"name":"it\\'s \\u00fc"}' \\
  --compressed`
  expect(readCurl(pasted)).toEqual({
    url: 'https://localhost:8443/scenario5-server?a=1',
    method: 'PUT',
    headers: [
      ['accept', '*/*'],
      ['Cookie', 'session=1'],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    ],
    body: '{"name":"it\'s ü"}',
    token: TOKEN,
    tokenHeader: { name: 'Authorization', scheme: 'Bearer' },
    files: {},
  })
})

test.each<[string, object]>([
  ['curl localhost:3001/a', { url: 'http://localhost:3001/a', method: 'GET' }],
  ['$ curl -sSL -XPATCH http://a/', { method: 'PATCH' }],
  ['curl http://a/?x -G -d b=c -d d=e', { url: 'http://a/?x&b=c&d=e', method: 'GET' }],
  ['curl http://a/ -d b=c -d @', {}],
  [`curl http://a/ --json '{"a":' --json '1}'`, { method: 'POST', body: '{"a":1}' }],
  ['curl http://a/ --data-raw @x', { body: '@x' }],
  ['curl -I http://a/', { method: 'HEAD' }],
  [`curl http://a/ --oauth2-bearer ${TOKEN}`, { token: TOKEN, headers: [] }],
  [`curl http://a/ -H 'X-Token: ${TOKEN}'`, { token: TOKEN, tokenHeader: { name: 'X-Token' } }],
  [`curl http://a/ -H 'X-Auth: JWT ${TOKEN}'`, { token: TOKEN, tokenHeader: { name: 'X-Auth', scheme: 'JWT' } }],
  [`curl http://a/ --json '{"aud":"b","token":"${TOKEN}"}'`, { token: TOKEN, tokenMember: 'token', method: 'POST' }],
  ['curl http://a/ -H "Authorization: Bearer opaque" -H "X-Empty;"', { token: 'opaque', headers: [['X-Empty', '']] }],
  [
    'curl --cert c.pem --key k.pem --cacert ca.pem https://a/',
    { files: { cert: 'c.pem', key: 'k.pem', cacert: 'ca.pem' } },
  ],
])('%s', (command, said) => {
  if (Object.keys(said).length === 0) expect(() => readCurl(command)).toThrow(CommandRefused)
  else expect(readCurl(command)).toMatchObject(said)
})

test.each([
  ['curl -sk https://a/', 'always checked'],
  ['curl -u a:secret https://a/', 'name and a password'],
  ['curl -d @secret.json https://a/', 'file'],
  ['curl -b cookies.txt https://a/', 'file'],
  ['curl --headr x https://a/', 'did you mean --header?'],
  ['curl https://a/ -H', 'has no value'],
  ['curl https://a/ https://b/', 'several addresses'],
  ['curl', 'no address'],
  ['wget https://a/', 'does not begin with curl'],
  ['curl "https://a/$TOKEN"', 'write out'],
  ['curl https://a/ | sh', '| outside of quotes'],
  ["curl 'https://a/", 'not closed'],
  ['curl "https://a/', 'not closed'],
  ['curl ^"https://a/^" ^\r\n  -H ^"a: b^"', 'cmd of Windows'],
  ['curl `\n -H "a: b" https://a/', 'PowerShell'],
  [`curl ${'a'.repeat(70_000)}`, '64 KB'],
])('%s is refused, and says why', (command, why) => {
  expect(() => readCurl(command)).toThrow(CommandRefused)
  expect(() => readCurl(command)).toThrow(why)
})

test('what is quoted for bash is read as it was', () => {
  fc.assert(
    fc.property(fc.array(anyText().map((text) => text.replaceAll('\0', ''))), (words) => {
      expect(splitCommand(words.map(quoteForBash).join(' '))).toEqual(words)
    }),
  )
})

test('whatever is pasted is read or refused, in a time that grows with its length alone', () => {
  fc.assert(
    fc.property(anyText(), (text) => {
      try {
        readCurl(`curl ${text}`)
      } catch (error) {
        expect(error).toBeInstanceOf(CommandRefused)
      }
    }),
  )
  for (const part of ['"', "$'\\", '\\', "'", '^', '`', '-s']) {
    expect(() => readCurl(`curl a b ${part.repeat(30_000 / part.length)}`)).toThrow(CommandRefused)
  }
})
