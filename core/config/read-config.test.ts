import { inProject } from '../files/project-folder.ts'
import { describe, expect, test } from 'vitest'
import { ConfigFault, readConfig } from './read-config.ts'
import { houseSettings } from './house.ts'
import { listenSettings, urlSetting } from './process-settings.ts'

const settings = { ...houseSettings, ...listenSettings('serviceb'), url: urlSetting('serviceb') }

function faultOf(env: Record<string, string>): ConfigFault {
  try {
    readConfig(settings, env)
  } catch (error) {
    if (error instanceof ConfigFault) return error
    throw error
  }
  return expect.fail('there was no fault')
}

test('without any variable the defaults run', () => {
  expect(readConfig(settings, {})).toEqual({
    host: 'localhost',
    keysFolder: inProject('keys'),
    algorithm: 'ES256',
    logLevel: 'info',
    logFormat: 'auto',
    tlsNames: [],
    allowedHosts: [],
    allowedOrigins: [],
    control: true,
    controlToken: undefined,
    leewaySeconds: 0,
    port: 3001,
    tlsPort: 8443,
    url: new URL('https://localhost:8443'),
  })
})

test('a variable overrides its default', () => {
  const env = { SERVICEB_PORT: '80', ALGORITHM: 'EdDSA', LOG_LEVEL: 'silent', CLOCK_LEEWAY: '30' }
  expect(readConfig(settings, env)).toMatchObject({
    port: 80,
    algorithm: 'EdDSA',
    logLevel: 'silent',
    leewaySeconds: 30,
  })
})

test('an empty variable counts as one that is not set', () => {
  const empty = { SERVICEB_PORT: '', HOST: '', ALGORITHM: '', SERVICEB_URL: '', SERVICEB_TLS_PORT: '' }
  expect(readConfig(settings, empty)).toEqual(readConfig(settings, {}))
})

test('variables of other roles do not matter', () => {
  expect(readConfig(settings, { SERVICEA_PORT: 'nonsense' })).toEqual(readConfig(settings, {}))
})

const urlOf = (env: Record<string, string>) => readConfig(settings, env).url.href

test('an address follows from host and TLS port, unless it is set', () => {
  expect(urlOf({ SERVICEB_TLS_PORT: '9000' })).toBe('https://localhost:9000/')
  expect(urlOf({ HOST: '10.0.0.7' })).toBe('https://10.0.0.7:8443/')
  expect(urlOf({ SERVICEB_TLS_PORT: '9000', SERVICEB_URL: 'https://b.test' })).toBe('https://b.test/')
})

describe('faults', () => {
  test('all are told at once, each with its variable and its value, and what to do', () => {
    const { message } = faultOf({ SERVICEB_PORT: '80a', ALGORITHM: 'HS256', LOG_LEVEL: 'loud', CLOCK_LEEWAY: '-1' })
    const lines = message.split('\n')
    expect(lines).toEqual([
      expect.stringMatching(/^ALGORITHM {6}"HS256" is not one of RS256, /),
      expect.stringMatching(/^LOG_LEVEL {6}"loud" is not one of debug, /),
      expect.stringMatching(/^CLOCK_LEEWAY {3}"-1" is not a number of seconds/),
      expect.stringMatching(/^SERVICEB_PORT {2}"80a" is not a port/),
      expect.stringContaining('.env.example'),
    ])
  })

  test.each([
    ['SERVICEB_PORT', ['65536', '-1', '1.5', '0x50', '1e3', ' 80', '99999999999']],
    [
      'SERVICEB_URL',
      [
        'http://b.example:8443',
        'http://x.localhost:8443',
        'http://localhost:8443/b',
        'localhost:8443',
        'https://',
        'x',
      ],
    ],
    ['HOST', ['a b', 'a/b', 'häuser']],
    ['ALGORITHM', ['none', 'HS256', 'es256', 'constructor', '__proto__']],
    ['LOG_FORMAT', ['xml', 'JSON']],
    ['CLOCK_LEEWAY', ['301', 'x']],
    ['KEYS_FOLDER', ['a\0b']],
  ])('%s is not %j', (variable, values) => {
    for (const value of values) {
      const lines = faultOf({ [variable]: value }).message.split('\n')
      expect(lines.some((line) => line.startsWith(variable) && line.includes(` "${value}" is not `))).toBe(true)
    }
  })
})

test.each<[string, string]>([
  ['CONTROL_TOKEN', 'hunter2'],
  ['CONTROL_TOKEN', 'hunter2 hunter2 hunter2'],
  ['CONTROL_TOKEN', 'hunter2-hunter2-hünter2'],
  ['SERVICEB_URL', 'http://me:hunter2@localhost'],
])('%s is refused, but no secret that it has is shown: only how long it is', (variable, value) => {
  const read = () => readConfig(settings, { [variable]: value })
  expect(read).toThrow(`${variable}  the value (${value.length} characters) is`)
  expect(read).not.toThrow(/h[uü]nter2/)
})

test('a default that follows from a wrong setting of others is a fault too, and nothing is left out', () => {
  const { host: _host, ...withoutHost } = settings
  const read = () => readConfig(withoutHost, { HOST: 'not a host' })
  expect(read).toThrow(ConfigFault)
  expect(read).toThrow(/SERVICEB_URL {2}follows from another setting, which is wrong/)
})
