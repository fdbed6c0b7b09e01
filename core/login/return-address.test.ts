import { expect, test } from 'vitest'
import { loginPlaces, returnAddress } from './return-address.ts'

const atRoot = loginPlaces({ appUrl: 'https://app.example', callbackPath: '/callback', logoutPath: '/logout' })
const below = loginPlaces({ appUrl: 'https://app.example/app/', callbackPath: '/callback' })

test.each([
  ['/', '/'],
  ['/a/b?c=d&e=%2F', '/a/b?c=d&e=%2F'],
  ['/a?b=//evil.example', '/a?b=//evil.example'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/a/..//evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['/a#b', '/'],
  ['/é', '/'],
  ['/callback?code=a', '/'],
  ['/logout', '/'],
  [`/${'a'.repeat(512)}`, '/'],
  ['', '/'],
])('who was going to %j comes back to %j', (target, address) => {
  expect(returnAddress(target, atRoot)).toBe(address)
})

test.each([
  ['/app/a?b', '/app/a?b'],
  ['/app', '/app'],
  ['/', '/app/'],
  ['/other', '/app/'],
  ['/application', '/app/'],
  ['/app/../other', '/app/'],
  ['/app/%2e%2e/other', '/app/'],
  ['/app/callback', '/app/'],
])('of an application with a path, who was going to %j comes back to %j', (target, address) => {
  expect(returnAddress(target, below)).toBe(address)
})

test('the addresses of a login stand below that of its application', () => {
  expect(below).toEqual({
    origin: 'https://app.example',
    base: '/app',
    redirectUri: 'https://app.example/app/callback',
    callback: '/app/callback',
    logout: undefined,
    home: 'https://app.example/app/',
    afterLogout: 'https://app.example/app/',
  })
})
