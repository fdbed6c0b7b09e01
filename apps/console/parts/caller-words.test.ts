import { expect, test } from 'vitest'
import { callerNamed, callerWords } from './caller-words.ts'

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
