import { expect, test } from 'vitest'
import { guardTarget, lookupOf, TargetRefused } from './guard-target.ts'

const leadsTo =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address }))

test.each([
  'ftp://localhost/',
  'localhost:3001/a',
  'http:localhost',
  '',
  'http://a:b@localhost/',
  'https://a@127.0.0.1/',
])('%s is no target', async (address) => {
  await expect(guardTarget(address, true)).rejects.toThrow(TargetRefused)
})

test.each(['http://localhost:3001/a', 'http://127.9.9.9/', 'https://[::1]:8443/', 'http://2130706433/'])(
  '%s is this machine',
  async (address) => {
    await expect(guardTarget(address, false)).resolves.toHaveProperty(
      'addresses.0',
      expect.stringMatching(/^127|^::1$/),
    )
  },
)

test.each<[string, string[]]>([
  ['http://192.168.1.1/', []],
  ['http://0.0.0.0/', []],
  ['http://[::ffff:10.0.0.1]/', []],
  ['http://service.test/', ['10.0.0.1']],
  ['http://service.test/', ['127.0.0.1', '10.0.0.1']],
  ['http://localhost.attacker.test/', ['10.0.0.1']],
])('%s at %j is asked only by its owner', async (address, leads) => {
  await expect(guardTarget(address, false, leadsTo(...leads))).rejects.toThrow('--i-own-this-target')
  await expect(guardTarget(address, true, leadsTo(...leads))).resolves.toHaveProperty('url')
})

const missing = () => Promise.reject(new Error('ENOTFOUND'))

test('a name counts by its addresses, and connections go to those that were checked', async () => {
  const target = await guardTarget('http://service.test/', false, leadsTo('127.0.0.1'))
  const found: unknown[] = []
  lookupOf(target)('service.test', { all: true }, (_error, all) => void found.push(all))
  expect(found).toEqual([[{ address: '127.0.0.1', family: 4 }]])
  await expect(guardTarget('http://service.test/', true, missing)).rejects.toThrow('is it spelled right?')
})
