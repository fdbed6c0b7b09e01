import { expect, test } from 'vitest'
import { readBackends } from './read-backends.ts'

test('who is asked is said by addresses; without any it is the two of the sample', () => {
  expect(readBackends()).toEqual([
    { name: 'backend-api', path: '/data' },
    { name: 'second-backend-api', path: '/data2' },
  ])
  expect(readBackends(['http://localhost:3101/data'])).toEqual([{ name: 'localhost', path: '/data', port: 3101 }])
})

test.each(['https://backend-api/data', 'backend-api', 'file:///etc/passwd', ''])('%j is refused', (address) => {
  expect(() => readBackends([address])).toThrow('is to begin with http://')
})
