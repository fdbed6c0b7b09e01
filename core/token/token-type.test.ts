import { expect, test } from 'vitest'
import { hasType } from './token-type.ts'

test.each([
  [{ typ: 'at+jwt' }, 'at+jwt'],
  [{ typ: 'AT+JWT' }, 'at+jwt'],
  [{ typ: 'application/at+jwt' }, 'at+jwt'],
  [{ typ: 'Application/At+Jwt' }, 'at+jwt'],
  [{ typ: 'at+jwt' }, 'application/at+jwt'],
  [{ typ: 'JWT' }, 'JWT'],
  [{ typ: 'jwt' }, 'JWT'],
  [{}, 'JWT'],
  [Object.create({ cty: 'JWT' }), 'JWT'],
])('the header %j states the type %s', (header: Record<string, unknown>, expected) => {
  expect(hasType(header, expected)).toBe(true)
})

test.each([
  [{}, 'at+jwt'],
  [{ typ: 'JWT' }, 'at+jwt'],
  [{ typ: 'at+jwt' }, 'JWT'],
  [{ typ: 'jwt+at' }, 'at+jwt'],
  [{ typ: 'at+jwt ' }, 'at+jwt'],
  [{ typ: 'at+jwt+x' }, 'at+jwt'],
  [{ typ: 'application/application/at+jwt' }, 'at+jwt'],
  [{ typ: 'application/a/b' }, 'a/b'],
  [{ typ: 'application/' }, 'at+jwt'],
  [{ typ: 'text/at+jwt' }, 'at+jwt'],
  [{ typ: '' }, 'JWT'],
  [{ typ: null }, 'JWT'],
  [{ typ: ['JWT'] }, 'JWT'],
  [{ typ: 1 }, 'JWT'],
  [{ typ: 'JWT', cty: 'JWT' }, 'JWT'],
  [{ typ: 'at+jwt', cty: '' }, 'at+jwt'],
  [{ cty: undefined }, 'JWT'],
])('the header %j does not state the type %s', (header: Record<string, unknown>, expected) => {
  expect(hasType(header, expected)).toBe(false)
})
