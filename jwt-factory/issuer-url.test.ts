import { expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { factorySettings } from './config.ts'
import { issuerElsewhere, issuerUrlFaults, withRealPort } from './issuer-url.ts'

const PORTS = { port: 5555, tlsPort: 5443 }

test.each([
  ['https://localhost:0', 'https://localhost:5443'],
  ['https://localhost:0/', 'https://localhost:5443/'],
  ['http://localhost:0/a', 'http://localhost:5555/a'],
  ['http://[::1]:0', 'http://[::1]:5555'],
  ['http://localhost:80', 'http://localhost:80'],
  ['https://localhost/a:0', 'https://localhost/a:0'],
])('port 0 of %s becomes the port that was taken: %s', (url, real) => expect(withRealPort(url, PORTS)).toBe(real))

const faults = (env: Record<string, string>) => issuerUrlFaults(readConfig(factorySettings, env))

test.each([
  [
    'http://localhost:5443',
    'names port 5443, which is FACTORY_TLS_PORT: there it must begin with https://, or name port 5555',
  ],
  [
    'https://localhost:5555',
    'names port 5555, which is FACTORY_PORT: there it must begin with http://, or name port 5443',
  ],
  ['https://[::1]:5555/a', expect.stringContaining('which is FACTORY_PORT')],
])('the other port of the factory is refused: FACTORY_URL=%s', (url, message) => {
  expect(faults({ FACTORY_URL: url })).toEqual([{ variable: 'FACTORY_URL', message }])
})

test.each([
  { FACTORY_URL: 'http://localhost:5555' },
  { FACTORY_URL: 'https://localhost:5443' },
  { FACTORY_URL: 'http://localhost:8080' },
  { FACTORY_URL: 'https://proxy.test:5555' },
  { FACTORY_URL: 'https://localhost:5555', HOST: '0.0.0.0' },
  { FACTORY_URL: 'http://localhost:0', FACTORY_PORT: '0', FACTORY_TLS_PORT: '0' },
])('%j has no fault: it may be right behind a proxy', (env) => expect(faults(env)).toEqual([]))

test.each([
  ['http://localhost:8080', { port: 5555, advice: expect.stringContaining('FACTORY_PORT') }],
  ['http://localhost', { port: 5555 }],
  ['https://localhost', { port: 5443, advice: expect.stringContaining('FACTORY_TLS_PORT') }],
])('an issuer at another port is said: %s', (url, said) => {
  expect(issuerElsewhere(url, PORTS)).toMatchObject({ issuer: url, ...said })
})

test.each([
  ['http://localhost:5555', PORTS],
  ['https://localhost:5443/a', PORTS],
  ['http://localhost', { port: 80, tlsPort: 443 }],
  ['https://localhost', { port: 80, tlsPort: 443 }],
])('and one at its own port is not: %s', (url, ports) => expect(issuerElsewhere(url, ports)).toBeUndefined())
