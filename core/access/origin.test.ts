import { expect, test } from 'vitest'
import { normalOrigin, originOfAddress } from './origin.ts'

test.each([
  ['http://b', 'http://b'],
  ['HTTP://B:80', 'http://b'],
  ['https://b:443', 'https://b'],
  ['https://b:80', 'https://b:80'],
  ['http://b:443', 'http://b:443'],
  ['http://b.c-d_e:8080', 'http://b.c-d_e:8080'],
  ['http://[::1]:80', 'http://[::1]'],
])('%s is the origin %s', (text, origin) => {
  expect(normalOrigin(text)).toBe(origin)
})

test.each([
  '',
  'b',
  'ftp://b',
  'http://',
  'http://b/',
  'http://b?x',
  'http://b#x',
  'http://u@b',
  'http://b:',
  'http://b:080',
  'http://b:123456',
  'http://b c',
  'http://b%2e',
  'http://b\\c',
  'http://ü',
  ' http://b',
  'http://b\n',
  `http://${'b'.repeat(300)}`,
])('%j is none', (text) => {
  expect(normalOrigin(text)).toBeUndefined()
})

test('an address may have a path, and its origin is the same', () => {
  expect(originOfAddress('https://B:443/path/?x')).toBe('https://b')
  expect(originOfAddress('http://ü.example/')).toBe('http://xn--tda.example')
  for (const address of ['b', 'ftp://b', 'spiffe://b/c']) expect(() => originOfAddress(address)).toThrow(TypeError)
})
