import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { isPlaceholder } from './placeholder.ts'

test.each([
  'a-token-of-your-own',
  'your-token-here-1',
  'changeme-changeme',
  'CHANGE_ME.CHANGE_ME',
  'your_control_token',
  'replace-with-a-long-random-value',
  'xxxxxxxxxxxxxxxx',
  '0000000000000000',
  '1234567890123456',
  '0123456789abcdef',
])('%s stands for a secret, and is none', (text) => expect(isPlaceholder(text)).toBe(true))

test.each([
  'the-token-of-the-room',
  'correct horse battery',
  '9f86d081884c7d65',
  '7'.repeat(15) + '8',
  '3424848066412953402a8885255a4398',
  '0be1-a2be-3a4a',
])('%s is somebody’s own', (text) => expect(isPlaceholder(text)).toBe(false))

test('what a machine has drawn is never taken for one', () => {
  const drawn = Array.from({ length: 1000 }, () => randomBytes(16))
  const written = drawn.flatMap((bytes) => [bytes.toString('hex'), bytes.toString('base64url')])
  expect(written.filter(isPlaceholder)).toEqual([])
})
