import { expect, test } from 'vitest'
import { isPlainUrl, plainUrlFaults } from './plain-url.ts'

const faultsWith = (settings: Partial<Parameters<typeof plainUrlFaults>[0]>) =>
  plainUrlFaults({ host: 'localhost', url: 'http://localhost:5555', allowedHosts: [], tlsNames: [], ...settings })

test.each([
  {},
  { url: 'http://LOCALHOST:5555/' },
  { url: 'http://127.0.0.1:5555' },
  { url: 'http://127.1.2.3:5555' },
  { url: 'http://[::1]:5555/tenant' },
  { url: 'http://a.localhost:5555' },
  { host: '127.0.0.1' },
  { host: '::1' },
  { url: 'http://issuer.test', allowedHosts: ['Issuer.test'] },
  { url: 'http://issuer.test', tlsNames: ['issuer.test'] },
  { url: 'https://issuer.test', host: '0.0.0.0' },
])('a plain issuer of this machine, or one over TLS, has no fault: %j', (settings) => {
  expect(faultsWith(settings)).toEqual([])
})

test.each([
  [{ host: '0.0.0.0' }, /HOST is 0\.0\.0\.0: .*https/],
  [{ host: '192.168.1.5', url: 'http://localhost' }, /HOST is 192/],
  [{ host: 'my-machine' }, /HOST is my-machine/],
  [
    { url: 'http://issuer.test:5555' },
    /"issuer\.test" may be another: use localhost, or say with ALLOWED_HOSTS=issuer\.test/,
  ],
  [{ url: 'http://192.168.1.5' }, /"192\.168\.1\.5" may be another: use localhost$/],
  [{ url: 'http://192.168.1.5', allowedHosts: ['192.168.1.5'] }, /may be another: use localhost$/],
  [{ url: 'http://[fe80::1]', tlsNames: ['fe80::1'] }, /"fe80::1" may be another: use localhost$/],
  [{ url: 'http://notlocalhost' }, /"notlocalhost" may be another/],
])('any other plain issuer is refused, and one line says what to do: %j', (settings, message) => {
  const faults = faultsWith(settings)
  expect(faults).toEqual([{ variable: 'FACTORY_URL', message: expect.stringMatching(message) }])
  expect(faults[0]?.message).not.toContain('\n')
})

test('plain is what begins with http, in whatever letters', () => {
  expect([isPlainUrl('HTTP://a'), isPlainUrl('https://http'), isPlainUrl(new URL('http://a'))]).toEqual([
    true,
    false,
    true,
  ])
})
