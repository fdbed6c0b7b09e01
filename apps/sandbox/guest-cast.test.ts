import { expect, test } from 'vitest'
import { readConfig } from '#core/config/read-config'
import { guestsOf, startedBeside } from './guest-cast.ts'
import { sandboxSettings } from './config.ts'

test.each<[string, Record<string, string>, string[]]>([
  ['nobody says anything', {}, []],
  ['the address is that of ours', { SERVICEB_URL: 'https://localhost:8443' }, []],
  ['it is that of ours, by number', { SERVICEB_URL: 'https://127.0.0.1:8443', SERVICEC_URL: 'https://[::1]:9443' }, []],
  ['it is another name of ours', { SERVICEB_URL: 'https://B.test:8443', TLS_NAMES: 'b.test' }, []],
  ['it is an allowed name of ours', { SERVICEB_URL: 'https://b.test:8443', ALLOWED_HOSTS: 'b.test' }, []],
  ['it is the moved port of ours', { SERVICEB_URL: 'https://localhost:1234', SERVICEB_TLS_PORT: '1234' }, []],
  ['another port', { SERVICEB_URL: 'https://localhost:8444' }, ['serviceb']],
  ['another machine', { SERVICEB_URL: 'https://b.test:8443' }, ['serviceb']],
  ['plain HTTP', { SERVICEC_URL: 'http://127.0.0.1:8443' }, ['servicec']],
  ['an authority', { SERVICEB_URL: 'https://localhost:8443', SERVICEB_CA: 'system' }, ['serviceb']],
  ['it is said', { OWN_SERVICES: 'servicec, serviceb' }, ['serviceb', 'servicec']],
])('who is a service of somebody else, when %s', (_when, env, guests) => {
  const config = readConfig(sandboxSettings, env)
  expect(guestsOf(env, config)).toEqual(guests)
  expect(startedBeside(guestsOf(env, config)).filter((name) => guests.includes(name))).toEqual([])
})

test.each(['servicea', 'serviceb servicec', 'jwt-factory'])('OWN_SERVICES=%s is refused', (text) => {
  expect(() => readConfig(sandboxSettings, { OWN_SERVICES: text })).toThrow('is not a list of serviceb and servicec')
})
