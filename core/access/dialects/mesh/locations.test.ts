import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../../../tests/support/any-text.ts'
import { fuzzRuns } from '../../../../tests/support/soak-size.ts'
import type { JwtRule } from '../../../policy/mesh/jwt-rule.ts'
import { locationsOf, MOST_LOCATED, tokenFinder } from './locations.ts'
import { askedWith, jwtRule } from './mesh.fixture.ts'
import { withEmptyParameters, withoutParameters } from './query.ts'

/** What a rule finds, each as `kind name: token`. */
function finds(rule: Partial<JwtRule>, fields: readonly string[], target = '/'): string[] {
  const located = tokenFinder(locationsOf(jwtRule(rule)))(askedWith(fields, { target }))
  return located.map(({ token, at }) => `${at.kind} ${at.name}: ${token}`)
}

const fromToken = { fromHeaders: [{ name: 'X-Token', prefix: 'Value ' }] }

describe('where a rule says nothing: Authorization and access_token', () => {
  test.each([
    ['Bearer a.b.c', 'a.b.c'],
    ['Bearer   a.b.c', 'a.b.c'],
    ['Bearer "a.b.c"', 'a.b.c"'],
    ['Bearer a.b.c, x', 'a.b.c, x'],
    ['Basic Bearer a.b.c', 'a.b.c'],
    ['Bearer Bearer a', 'Bearer a'],
    ['Bearer !!', 'Bearer !!'],
    ['Bearer .', '.'],
  ])('%j has the token %j', (value, token) => {
    expect(finds({}, ['Authorization', value])).toEqual([`header authorization: ${token}`])
  })

  test.each(['bearer a.b.c', 'BEARER a', 'Bearer', 'Bearer\ta', 'Basic eDp5', 'a.b.c', ''])('%j has none', (value) => {
    expect(finds({}, ['authorization', value])).toEqual([])
  })

  test('the query is looked at as well', () => {
    const target = '/x?a=1&access_token=t&access_token=u'
    expect(finds({}, ['AUTHORIZATION', 'Bearer h'], target)).toEqual([
      'header authorization: h',
      'parameter access_token: t',
    ])
  })

  test('and they are not, where a rule says something', () => {
    expect(finds(fromToken, ['Authorization', 'Bearer a', 'x-token', 'Value b'], '/?access_token=c')).toEqual([
      'header x-token: b',
    ])
    expect(finds({ fromCookies: ['c'] }, ['Authorization', 'Bearer a'], '/?access_token=c')).toEqual([])
  })
})

describe('headers', () => {
  test('each field of a name is a token, in its order', () => {
    const fields = ['X-Token', 'Value a', 'x-other', 'Value z', 'x-TOKEN', 'nothing', 'x-token', 'Value b']
    expect(finds(fromToken, fields)).toEqual(['header x-token: a', 'header x-token: b'])
  })

  test('without a prefix the value is the token, whatever it is', () => {
    expect(finds({ fromHeaders: [{ name: 'jwt', prefix: '' }] }, ['jwt', '', 'jwt', ' "a" '])).toEqual([
      'header jwt: ',
      'header jwt:  "a" ',
    ])
  })

  test('one header may have several prefixes; they come by name and prefix, each once', () => {
    const prefixes = ['b ', 'a ', 'b '].map((prefix) => ({ name: 'jwt', prefix }))
    const fromHeaders = [{ name: 'x', prefix: '' }, ...prefixes]
    const fields = ['x', '1', 'jwt', 'a 2 b 3']
    expect(finds({ fromHeaders }, fields)).toEqual(['header jwt: 2 b 3', 'header jwt: 3', 'header x: 1'])
  })

  test('what Node gives besides is not looked at, where all fields are there', () => {
    const request = askedWith([], { authorization: ['Bearer a'] })
    expect(tokenFinder(locationsOf(jwtRule()))(request)).toEqual([])
    const { fields: _fields, ...bare } = request
    expect(tokenFinder(locationsOf(jwtRule()))(bare)).toHaveLength(1)
  })
})

describe('the query', () => {
  const rule = { fromParams: ['token', 'a b', 'ü'] }
  test.each([
    ['/?token=t', ['parameter token: t']],
    ['/?x=token=u&token=t=u', ['parameter token: t=u']],
    ['/?%74oken=%74', ['parameter token: t']],
    ['/?token=a+b%2', ['parameter token: a+b%2']],
    ['/?token', ['parameter token: ']],
    ['/?%74oken', []],
    ['/?token=', ['parameter token: ']],
    ['/?Token=t', []],
    ['/token=t', []],
    ['/?a%20b=1&%C3%BC=2', ['parameter a b: 1', 'parameter ü: 2']],
    ['/?token=1?token=2', ['parameter token: 1?token=2']],
  ])('%s', (target, found) => {
    expect(finds(rule, [], target)).toEqual(found)
  })

  test.each([
    ['/x?token=t', '/x'],
    ['/x?b=%20&token=t&a=1&token=u&%74oken=v', '/x?b=%20&a=1'],
    ['/x?', '/x?'],
    ['/x', '/x'],
    ['/x?Token=1&&', '/x?Token=1&&'],
  ])('%s without its token is %s', (target, rest) => {
    expect(withoutParameters(target, new Set(['token']))).toBe(rest)
  })

  test('what is shown has no value there', () => {
    expect(withEmptyParameters('/?a=1&token=t&%74oken=u&token', new Set(['token']))).toBe(
      '/?a=1&token=&%74oken=&token=',
    )
  })
})

describe('cookies', () => {
  test.each([
    [['session=t'], ['cookie session: t']],
    [['a=1;  session="t"; session=u'], ['cookie session: t']],
    [['a=1', 'session=t=u '], ['cookie session: t=u ']],
    [['Session=t; session'], []],
    [['session="'], ['cookie session: "']],
  ])('%j', (values, found) => {
    const fields = values.flatMap((value) => ['Cookie', value])
    expect(finds({ fromCookies: ['session'] }, fields)).toEqual(found)
  })
})

test('headers come first, then parameters, then cookies, each kind by name', () => {
  const rule = {
    fromHeaders: [
      { name: 'z', prefix: '' },
      { name: 'B', prefix: '' },
    ],
    fromParams: ['y', 'a'],
    fromCookies: ['x', 'c'],
  }
  const fields = ['z', '1', 'b', '2', 'cookie', 'x=3;c=4']
  expect(finds(rule, fields, '/?y=5&a=6').map((found) => found.slice(-4))).toEqual([
    'b: 2',
    'z: 1',
    'a: 6',
    'y: 5',
    'c: 4',
    'x: 3',
  ])
})

test('no more tokens are found than are looked at, and one', () => {
  const fields = Array.from({ length: 100 }, () => ['Authorization', 'Bearer a']).flat()
  expect(finds({}, fields)).toHaveLength(MOST_LOCATED)
})

test('whatever a request says, nothing throws, and what is taken out is out', () => {
  const rule = { fromHeaders: [{ name: 'jwt', prefix: 'v ' }], fromParams: ['t'], fromCookies: ['t'] }
  const part = fc.oneof(anyText(), fc.constantFrom('t', '=', '&', '%', '%7', '%74', '%00', '?', ';', '"', 'v '))
  const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(text, text, text, (jwt, cookie, query) => {
      const target = `/?${query}`
      finds(rule, ['jwt', jwt, 'cookie', cookie, 'alone'], target)
      expect(finds({ fromParams: ['t'] }, [], withoutParameters(target, new Set(['t'])))).toEqual([])
    }),
    { numRuns: fuzzRuns(500) },
  )
})
