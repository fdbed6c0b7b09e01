import { describe, expect, test } from 'vitest'
import { factoryIssuerSetting } from './factory-issuer.ts'
import { issuerMisspelling } from './issuer-spelling.ts'
import { urlSetting } from './process-settings.ts'
import { readConfig } from './read-config.ts'
import { kinds, setting } from './setting.ts'

const GOOD = [
  'https://a.test',
  'https://a.test/',
  'HTTPS://A.test:443/b/',
  'http://localhost:0/b',
  'http://[::1]:5555/tenant',
  'https://127.0.0.1/a.b/..c/...',
  'https://a.test/a(b)/:a/*a/a%20b/%C3%A4/~x;y=1,2@z',
]

/** Each with what is said of it. */
const BAD: [url: string, says: RegExp][] = [
  ['https://a.test/a/../b', /with the path \/b: write/],
  ['https://a.test/./b', /with the path \/b: write/],
  ['https://a.test/b/..', /with the path \/: write/],
  ['https://a.test/b/.', /with the path \/b\/: write/],
  ['https://a.test/%2e%2e/b', /with the path \/b: write/],
  ['https://a.test/a/.%2E/b', /with the path \/b: write/],
  ['https://a.test/b\\c', /with the path \/b\/c: write/],
  ['https://a.test/ä', /with the path \/%C3%A4: write/],
  ['https://a.test/"b"', /with the path \/%22b%22: write/],
  ['https://a.test//b', /two slashes/],
  ['https://a.test/b//', /two slashes/],
  ['https://a.test//', /two slashes/],
  ['https://a.test/%6Beys', /as % and two digits/],
  ['https://a.test/a%2Fb', /as % and two digits/],
  ['https://a.test/a%5cb', /as % and two digits/],
  ['https://a.test/a%00', /as % and two digits/],
  ['https://a.test/a%', /as % and two digits/],
  ['https://a.test/a%zz', /as % and two digits/],
  ['https://@a.test', /no user/],
  ['https://:@a.test/b', /no user/],
  ['https:a.test', /right after/],
  ['https:/a.test', /right after/],
  ['https:///a.test', /right after/],
  ['https:\\\\a.test', /right after/],
  ['https://a.test:0443', /as https:\/\/a\.test: write the host/],
  ['https://a.test:', /as https:\/\/a\.test: write the host/],
  ['https://127.1', /as https:\/\/127\.0\.0\.1: write the host/],
  ['https://0x7f000001', /as https:\/\/127\.0\.0\.1: write the host/],
  ['https://[0:0::1]', /as https:\/\/\[::1\]: write the host/],
  ['https://b%61r.test', /as https:\/\/bar\.test: write the host/],
  ['https://bücher.test', /as https:\/\/xn--bcher-kva\.test: write the host/],
]

/** Every setting that is the URL of an issuer, or of one who has all routes at the root. */
const SETTINGS = {
  FACTORY_URL: setting('X', kinds.issuerUrl, '', ''),
  'FACTORY_URL of others': { ...urlSetting('jwt-factory'), variable: 'X' },
  FACTORY_ISSUER: { ...factoryIssuerSetting, variable: 'X' },
}

describe.each(Object.entries(SETTINGS))('%s', (_name, x) => {
  test.each(GOOD)('is %s', (url) => expect(String(readConfig({ x }, { X: url }).x).toLowerCase()).toContain('://'))

  test.each(BAD)('is not %s', (url, says) => {
    expect(() => readConfig({ x }, { X: url })).toThrow(url.includes('@') ? /^X .*user/ : says)
  })

  test('shows no password', () => {
    expect(() => readConfig({ x }, { X: 'https://a:hunter2@b.test/c/../d' })).toThrow(/^X(?!.*hunter2).*user/s)
  })
})

test.each(BAD)('nor is %s where a service is', (url) => {
  const x = { ...urlSetting('serviceb'), variable: 'X' }
  expect(() => readConfig({ x }, { X: url })).toThrow(/^X/)
})

test.each(BAD)('what is said of %s is one line', (url, says) => {
  expect(issuerMisspelling(url)).toMatch(says)
  expect(issuerMisspelling(url)).not.toContain('\n')
})
