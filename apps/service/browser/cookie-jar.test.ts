import { expect, test } from 'vitest'
import { createCookieJar } from './cookie-jar.ts'

const HERE = new URL('https://localhost:4743/deep/page')

function jarWith(...cookies: string[]) {
  const jar = createCookieJar()
  jar.take(HERE, cookies)
  return jar
}

test.each<[what: string, cookie: string, asked: string, said: string | undefined]>([
  ['goes back to its host', 'a=1; Path=/', 'https://localhost:4743/', 'a=1'],
  ['goes to each port of its host', 'a=1; Path=/', 'https://localhost:5443/login', 'a=1'],
  ['goes to no other host', 'a=1; Path=/', 'https://other.test/', undefined],
  ['that is secure goes over TLS alone', 'a=1; Path=/; Secure', 'http://localhost:4700/', undefined],
  ['goes below its path', 'a=1; Path=/login', 'https://localhost/login/auth', 'a=1'],
  ['goes beside its path no further', 'a=1; Path=/login', 'https://localhost/loginx', undefined],
  ['without a path has that of its page', 'a=1', 'https://localhost/deep/other', 'a=1'],
  ['without a path goes nowhere above it', 'a=1', 'https://localhost/', undefined],
  ['with a domain is not taken', 'a=1; Path=/; Domain=localhost', 'https://localhost/', undefined],
  ['of the host alone must be secure', '__Host-a=1; Path=/', 'https://localhost/', undefined],
  ['of the host alone must be for all of it', '__Host-a=1; Path=/x; Secure', 'https://localhost/x', undefined],
  ['of the host alone is taken', '__Host-a=1; Path=/; Secure', 'https://localhost/', '__Host-a=1'],
  ['that is over is gone', 'a=1; Path=/; Max-Age=0', 'https://localhost/', undefined],
  ['that ended in 1970 is gone', 'a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'https://localhost/', undefined],
  ['that is too long is not taken', `a=${'x'.repeat(5000)}; Path=/`, 'https://localhost/', undefined],
])('a cookie %s', (_what, cookie, asked, said) => {
  expect(jarWith(cookie).cookieFor(new URL(asked))).toBe(said)
})

test('a later one takes the place of an earlier one, and a copy goes its own way', () => {
  const jar = jarWith('a=1; Path=/', 'b=1; Path=/deep', 'a=2; Path=/')
  const copy = jar.copy()
  jar.take(HERE, ['a=; Path=/; Max-Age=0'])
  expect([jar.cookieFor(HERE), copy.cookieFor(HERE)]).toEqual(['b=1', 'b=1; a=2'])
})

test('it takes no more than it has room for', () => {
  const many = Array.from({ length: 80 }, (_, at) => `c${at}=1; Path=/`)
  expect(
    jarWith(...many)
      .cookieFor(HERE)
      ?.split('; '),
  ).toHaveLength(50)
})
