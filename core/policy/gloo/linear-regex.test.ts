import { expect, test } from 'vitest'
import fc from 'fast-check'
import { compileLinear, linearMachine, MOST_STATES, runMachine, type LinearMachine } from './linear-regex.ts'

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

/** The machine of a pattern, which counts the letters that its states look at and the ways that it goes. */
function countedMachine(text: string) {
  const machine = linearMachine(text, false)
  if ('fault' in machine) throw new Error(machine.fault)
  const counted = { steps: 0 }
  const states: LinearMachine['states'] = machine.states.map(({ takes, next }) => ({
    ...(takes && { takes: (code: number) => ++counted.steps > 0 && takes(code) }),
    get next() {
      counted.steps += next.length
      return next
    },
  }))
  return { machine: { ...machine, states }, counted }
}

test.each([
  '(a*)*b',
  '(a|a)*b',
  '(a+)+$',
  '(.*)(.*)(.*)(.*)x',
  '(a?){50}a{50}',
  `(${'|'.repeat(400)})*b`,
  `((${'a*|'.repeat(30)}){2})*b`,
])('%s takes steps in proportion to the path', (text) => {
  const { machine, counted } = countedMachine(text)
  const stepsFor = (letters: number) => {
    counted.steps = 0
    expect(runMachine(machine, `${'a'.repeat(letters)}!`)).toBe(false)
    return counted.steps
  }
  const [one, two, three] = [stepsFor(500), stepsFor(1000), stepsFor(1500)]
  expect(three - two).toBe(two - one)
  expect(three).toBeLessThanOrEqual(1502 * 4 * machine.states.length)
  expect(machine.states.length).toBeLessThanOrEqual(MOST_STATES)
})

test('a path is matched however long it is, as far as a head has room for it', () => {
  const matches = compiled('/api/v[0-9]+/.*')
  const longest = `/api/v1/${'a'.repeat(16_384)}`
  expect([matches(longest), matches(longest.replace('v1', 'vx'))]).toEqual([true, false])
})

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
