import { expect, test } from 'vitest'
import { errorText } from './error-text.ts'

test.each([
  [new Error('it is full'), 'it is full'],
  [Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  [new RangeError(), 'RangeError'],
  ['a text', 'a text'],
  [undefined, 'undefined'],
])('what %o says is %j', (error, text) => {
  expect(errorText(error)).toBe(text)
})
