import { expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { factorySettings } from './config.ts'

const read = (env: Record<string, string>) => readConfig(factorySettings, env)

test.each([
  ['https://factory.test', 'https://factory.test'],
  ['https://factory.test/', 'https://factory.test/'],
  ['https://FACTORY.test:443', 'https://FACTORY.test:443'],
  ['https://house.test/tokens', 'https://house.test/tokens'],
  ['https://house.test/tokens/', 'https://house.test/tokens/'],
])(
  'the issuer is FACTORY_URL as it is written, with a slash at its end or without (RFC 8414 §4): %s',
  (url, issuer) => {
    expect(read({ FACTORY_URL: url }).url).toBe(issuer)
  },
)

test.each([
  'ftp://factory.test',
  'factory.test',
  'https://',
  'https://factory.test/?a',
  'https://factory.test/#b',
  'https://u:p@factory.test',
  'https://factory.test/ ',
])('the issuer is a URL without query and fragment (RFC 8414 §2): "%s" is refused', (url) => {
  expect(() => read({ FACTORY_URL: url })).toThrow(/FACTORY_URL/)
})

test('the issuer follows FACTORY_TLS_PORT, and STORE is SQLite, unless somebody says otherwise', () => {
  expect(read({})).toMatchObject({ url: 'https://localhost:5443', store: 'sqlite', storeSecret: undefined })
  expect(read({ FACTORY_TLS_PORT: '9999' }).url).toBe('https://localhost:9999')
})

test.each([
  'sqlite',
  'memory',
  'redis://localhost:6379',
  'rediss://user:word@localhost/1',
  'postgres://user:word@localhost/d',
])('STORE may be %s', (store) => {
  expect(read({ STORE: store }).store).toBe(store)
})

test('a STORE that nobody knows is refused, and a short STORE_SECRET is refused without being shown', () => {
  expect(() => read({ STORE: 'mongodb://localhost' })).toThrow(/STORE .*redis/)
  expect(() => read({ STORE_SECRET: 'hunter2' })).toThrow(/^(?!.*hunter2).*STORE_SECRET.*16/s)
})
