import { expect, test } from 'vitest'
import fc from 'fast-check'
import { compileLinear } from './linear-regex.ts'

const compiled = (pattern: string, ignoreCase = false) => {
  const done = compileLinear(pattern, ignoreCase)
  if ('fault' in done) throw new Error(done.fault)
  return done.matches
}

/** Patterns of which this language says the same. */
const pattern = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', '/', '.', '\\d', '\\w', '[ab]', '[^a]', '[a-c/]', '\\.', '1'),
    fc.tuple(tie('node'), tie('node')).map(([one, other]) => one + other),
    fc.tuple(tie('node'), tie('node')).map(([one, other]) => `(?:${one}|${other})`),
    fc
      .tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{1,}', '*?'))
      .map(([one, times]) => `(${one})${times}`),
  ),
})).node

test('it matches what the engine of the language matches', () => {
  fc.assert(
    fc.property(
      pattern,
      fc.array(fc.constantFrom('a', 'b', 'A', '/', '1', '.', 'z'), { maxLength: 8 }),
      fc.boolean(),
      (text, letters, ignoreCase) => {
        const path = letters.join('')
        const ours = compileLinear(text, ignoreCase)
        if ('fault' in ours) return
        expect(ours.matches(path)).toBe(new RegExp(`^(?:${text})$`, ignoreCase ? 'i' : '').test(path))
      },
    ),
    { numRuns: 300 },
  )
})

test.each(['(a*)*b', '(a|a)*b', '(a+)+$', '(.*)(.*)(.*)(.*)x', '(a?){50}a{50}'])(
  '%s takes time in proportion to the path',
  (text) => {
    expect(compiled(text)(`${'a'.repeat(4000)}!`)).toBe(false)
  },
)

test.each([
  ['(?=a)b', /looks ahead/],
  ['(a)\\1', /not known here/],
  ['a**', /repeated twice/],
  ['(a', /not closed/],
  ['a)', /closes nothing/],
  ['[a', /class is not closed/],
  ['[z-a]', /no range/],
  ['*a', /nothing to repeat/],
  ['a{3,2}', /no number of times/],
  ['a{1000}', /no number of times/],
  ['a\\', /ends with a backslash/],
  ['((a{100}){100}){100}', /too large/],
  [`${'('.repeat(15)}${'){100}'.repeat(15)}`, /too large/],
  ['('.repeat(30), /too deeply/],
  ['a'.repeat(501), /longer than/],
])('%s is refused', (text, fault) => {
  expect(compileLinear(text, false)).toEqual({ fault: expect.stringMatching(fault) })
})

test('any text at all is compiled or refused', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 600 }), (text) => void compileLinear(text, true)),
    { numRuns: 300 },
  )
})
