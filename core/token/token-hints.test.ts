import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { decodeUnverified } from './decode-unverified.ts'
import { tokenHints } from './token-hints.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (header: unknown, claims: unknown) => `${encode(header)}.${encode(claims)}.c2ln`

test.each(['surveyApp.v1', 'eyJhbGci.v1', 'monkeyBar.', 'ewogICJhbGciOiJFUzI1NiJ9.x', 'plain'])(
  'a name is found as it stands there, also one that would be hidden from eyes: %s',
  (name) => {
    expect(tokenHints(token({ kid: name }, { iss: name, sub: name, iat: 1.5, exp: 2 }))).toEqual({
      kid: name,
      iss: name,
      sub: name,
      iat: 1.5,
      exp: 2,
    })
  },
)

test('what is shown may hide such a name: so nobody may look anything up with it', () => {
  expect(JSON.stringify(decodeUnverified(token({}, { sub: 'eyJhbGci.v1' })))).not.toContain('eyJhbGci')
})

test.each([
  ['no token', 'garbage'],
  ['no text', undefined],
  ['members of other types', token({ kid: 7 }, { iss: ['a'], sub: { a: 1 }, exp: '2' })],
  ['members of nobody', token({}, {})],
  ['no objects', token(null, ['iss'])],
  [
    'JSON that readers disagree about',
    `${encode({})}.${Buffer.from('{"sub":"a","sub":"b"}').toString('base64url')}.c2ln`,
  ],
])('there are no hints in %s', (_what, text) => {
  expect(tokenHints(text)).toEqual({ kid: undefined, iss: undefined, sub: undefined, iat: undefined, exp: undefined })
})
