import { expect, test } from 'vitest'
import { callerListed, callerNamed, callerWords } from './caller-words.ts'

test.each([
  ['jwt-sandbox-console', 'this console'],
  ['console', 'this console'],
  ['serviceb', 'Service B'],
  ['curl', 'curl'],
  [undefined, 'somebody'],
])('who asks as %j is called %j', (from, words) => expect(callerWords(from)).toBe(words))

test.each([
  ['This console ', 'jwt-sandbox-console'],
  [' serviceb', 'serviceb'],
  ['', ''],
])('a person who writes %j looks for %j', (written, name) => expect(callerNamed(written)).toBe(name))

test.each(['jwt-sandbox-console', 'jwt-sandbox-signer', 'serviceb'])(
  'what a list offers for %s is looked for by it',
  (from) => {
    expect(callerNamed(callerListed(from))).toBe(from)
  },
)

test('a list offers no name that a person would not know for this console', () => {
  expect(['jwt-sandbox-console', 'console'].map(callerListed)).toEqual(['this console', 'this console'])
})
