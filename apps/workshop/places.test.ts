import { expect, test } from 'vitest'
import { isBeyondThisMachine, networkAddresses, roomUrls } from './places.ts'

test.each([
  ['localhost', false],
  ['127.0.0.1', false],
  ['::1', false],
  ['0.0.0.0', true],
  ['::', true],
  ['192.0.2.7', true],
  ['laptop.local', true],
])('a room at %s is open to others: %s', (host, isOpen) => {
  expect(isBeyondThisMachine(host)).toBe(isOpen)
})

test('links name addresses of the network, those of IPv4 first, and none that counts at one cable alone', () => {
  const all = [
    { address: '127.0.0.1', family: 'IPv4', internal: true },
    { address: 'fe80::1', family: 'IPv6', internal: false },
    { address: '2001:db8::7', family: 'IPv6', internal: false },
    { address: '192.0.2.7', family: 'IPv4', internal: false },
  ] as const
  expect(networkAddresses(all)).toEqual(['192.0.2.7', '2001:db8::7'])
})

test('links are for browsers', () => {
  const addresses = ['192.0.2.7', '2001:db8::7']
  expect(roomUrls('localhost', 4040, addresses)).toEqual(['http://localhost:4040'])
  expect(roomUrls('127.0.0.1', 4040, addresses)).toEqual(['http://localhost:4040'])
  expect(roomUrls('0.0.0.0', 4040, addresses)).toEqual(['http://192.0.2.7:4040', 'http://localhost:4040'])
  expect(roomUrls('::', 4040, addresses)).toEqual([
    'http://192.0.2.7:4040',
    'http://[2001:db8::7]:4040',
    'http://localhost:4040',
  ])
  expect(roomUrls('laptop.local', 4040, addresses)).toEqual(['http://laptop.local:4040'])
})
