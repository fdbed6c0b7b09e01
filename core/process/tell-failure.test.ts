import { expect, test } from 'vitest'
import { urlNaming } from './tell-failure.ts'

test.each([
  ['FACTORY_PORT', 5555, { FACTORY_URL: 'http://localhost:5555/a' }],
  ['FACTORY_TLS_PORT', 5443, { FACTORY_URL: 'https://localhost:5443' }],
  ['FACTORY_PORT', 80, { FACTORY_URL: 'http://localhost' }],
  ['FACTORY_TLS_PORT', 443, { FACTORY_URL: 'https://localhost' }],
])('the address of the factory names the port of %s, %i: %j', (variable, port, env) => {
  expect(urlNaming(variable, port, env)).toBe('FACTORY_URL')
})

test.each([
  ['FACTORY_PORT', 5555, {}],
  ['FACTORY_PORT', 5555, { FACTORY_URL: '' }],
  ['FACTORY_PORT', 5555, { FACTORY_URL: 'not an address' }],
  ['FACTORY_PORT', 5555, { FACTORY_URL: 'http://localhost:5556' }],
  ['SERVICEA_PORT', 5555, { FACTORY_URL: 'http://localhost:5555' }],
  ['FACTORY_PORT', 443, { FACTORY_URL: 'http://localhost' }],
])('no address that is set names the port of %s, %i: %j', (variable, port, env) => {
  expect(urlNaming(variable, port, env)).toBeUndefined()
})
