import { expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { clashesIn } from './config-clashes.ts'
import { factorySettings } from './config.ts'

const clashes = (env: Record<string, string>) =>
  clashesIn(readConfig(factorySettings, env)).map(({ variable, message }) => `${variable} ${message}`)

test.each([
  {},
  { OPEN: '1' },
  { OPEN: '1', HOST: '127.0.0.1' },
  { OPEN: '1', HOST: '::1' },
  { OPEN: '0', HOST: '0.0.0.0' },
  { KEY_LIFETIME: '61' },
  { KEY_LIFETIME: '60', KEY_SET_MAX_AGE: '59' },
  { FACTORY_TOKEN_LIFETIME: '172800' },
  { FACTORY_TOKEN_LIFETIME: '9799', KEY_LIFETIME: '100' },
  { FACTORY_TOKEN_LIFETIME: '31536000', KEY_LIFETIME: '31536000' },
  { KEY_OVERLAP: '0', FACTORY_TOKEN_LIFETIME: '31536000' },
  { STORE: 'redis://a', STORE_SECRET: 'x'.repeat(16) },
  { STORE: 'postgres://u@a/d', STORE_SECRET: 'x'.repeat(16) },
  { FACTORY_URL: 'http://localhost:5555' },
  { FACTORY_ISSUER: 'discovery' },
])('%j can be honoured together', (env) => expect(clashes(env)).toEqual([]))

test.each([
  [{ KEY_LIFETIME: '60' }, /^KEY_LIFETIME is 60, but with KEY_SET_MAX_AGE a key is published for 61 seconds/],
  [{ KEY_SET_MAX_AGE: '31536000' }, /^KEY_LIFETIME is 86400, but with KEY_SET_MAX_AGE .* 31536001 seconds/],
  [
    { FACTORY_TOKEN_LIFETIME: '9800', KEY_LIFETIME: '100' },
    /^KEY_LIFETIME is 100, .* FACTORY_TOKEN_LIFETIME .* at least 101$/,
  ],
  [{ FACTORY_TOKEN_LIFETIME: '31536000' }, /^KEY_LIFETIME .* FACTORY_TOKEN_LIFETIME .* must be at least 321796$/],
  [{ KEY_OVERLAP: '99999999' }, /^KEY_LIFETIME .* with KEY_OVERLAP .* 100 keys at most/],
  ...['0.0.0.0', '::', '192.168.1.7', 'factory.test', 'localhost.test'].map(
    (HOST): [Record<string, string>, RegExp] => [{ OPEN: '1', HOST }, /^OPEN is 1, but others can reach this HOST/],
  ),
  [{ STORE: 'redis://a' }, /^STORE_SECRET is needed with a store in Redis/],
  [{ STORE: 'postgresql://u@a/d' }, /^STORE_SECRET is needed with a store in PostgreSQL/],
  [{ FACTORY_URL: 'http://a.test' }, /^FACTORY_URL is plain HTTP/],
  [{ FACTORY_URL: 'http://localhost:5443' }, /^FACTORY_URL names port 5443/],
  [{ FACTORY_URL: 'https://a.test', FACTORY_ISSUER: 'https://a.test/' }, /^FACTORY_ISSUER is FACTORY_URL/],
])('%j cannot: both settings are named', (env, message) => {
  expect(clashes(env)).toEqual([expect.stringMatching(message)])
})
