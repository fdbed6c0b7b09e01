import { expect, test } from 'vitest'
import { fillClaims } from './fill-claims.ts'
import { formFrom, type Form } from '../request/form.ts'

const form = (parameters: Record<string, string>) => formFrom(new URLSearchParams(parameters))
/** A form as a body of JSON may bring it: with what no form of a browser can say. */
const oddForm = (value: string): Form => ({ get: () => value, all: () => [value], values: {} })

test('texts at any depth are filled, and nothing else is touched', () => {
  const claims = {
    tenant: '${tenant}',
    deep: { list: ['x-${user}', 1, null, true, { of: '${tenant}/${user}' }] },
    fixed: 'x',
  }
  expect(fillClaims(claims, form({ tenant: 'acme', user: '${tenant}' }))).toEqual({
    tenant: 'acme',
    deep: { list: ['x-${tenant}', 1, null, true, { of: 'acme/${tenant}' }] },
    fixed: 'x',
  })
  expect(claims.deep.list[0]).toBe('x-${user}')
})

test('sub is filled where the client asks in its own name, and needs no parameter elsewhere', () => {
  expect(fillClaims({ sub: '${user}' }, form({ user: 'ann' }), true)).toEqual({ sub: 'ann' })
  expect(fillClaims({ sub: '${user}', a: 1 }, form({}))).toEqual({ a: 1 })
})

test.each(['', undefined])('a parameter that is missing is named, with the claim that needs it: %j', (value) => {
  const refused = () => fillClaims({ a: ['${tenant}'] }, form(value === undefined ? {} : { tenant: value }))
  expect(refused).toThrow('The parameter tenant is required: the claim a is made of it')
})

test.each(['a\u0000', 'a\nb', 'a\u0085', '\u2028', '\u2029', '\ud800', 'a\udc00b', '\ufffd', 'x'.repeat(1001)])(
  'a value that stands in no name is refused with its place, and is not repeated: %j',
  (value) => {
    const refused = () => fillClaims({ a: '${tenant}' }, oddForm(value))
    expect(refused).toThrow(/^The parameter tenant must .*: the claim a is made of it$/)
  },
)

test.each(['x'.repeat(1000), '1e400', '-0', '{"exp":1}', '","exp":1,"x":"', '__proto__', 'Zoë 李 🙂', "' OR 1=1"])(
  'any other text is a text and nothing else: %j',
  (value) => expect(fillClaims({ a: '${tenant}' }, oddForm(value))).toEqual({ a: value }),
)

test('what no token has room for is not put together: many places, filled with as much as each may have', () => {
  let asked = 0
  const counting: Form = { ...oddForm('x'.repeat(1000)), get: () => (asked++, 'x'.repeat(1000)) }
  const refused = () => fillClaims({ a: '${t}'.repeat(900), b: ['${t}'.repeat(900)] }, counting)
  expect(refused).toThrow('The parameter t makes the token too long: the claim a is made of it')
  expect(asked).toBeLessThan(20)
  expect(fillClaims({ a: '${t}'.repeat(900) }, form({ t: 'x'.repeat(17) }))).toEqual({ a: 'x'.repeat(15_300) })
})
