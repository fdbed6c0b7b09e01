import { describe, expect, test } from 'vitest'
import { readWebUiConfig } from './config.ts'

const read = (env: Record<string, string>) => readWebUiConfig(env)

/** As the sample has them once they are filled in. */
const SAMPLE = {
  SHOULD_AUTHENTICATE: 'yes',
  AUTH0_CLIENT_ID: 'web-ui',
  AUTH0_SECRET: 'secret-of-the-client',
  RANDOM_SECRET: 'kW3rhS0cAXS5mVgyVgIcC2sDwv4x1YlqkxDdZlGvYbU=',
  ISSUER_BASE_URL: 'https://dev.eu.auth0.com',
  AUDIENCE: 'https://webui',
  BASE_URL: 'https://webuitest.com/',
}

test('the variables of the sample are read, and nothing is needed', () => {
  expect(read({})).toMatchObject({
    shouldAuthenticate: false,
    issuerUrl: undefined,
    audience: 'https://webui',
    port: 3000,
  })
  expect(read(SAMPLE)).toMatchObject({ shouldAuthenticate: true, clientId: 'web-ui' })
})

test.each([
  ['yes', true],
  ['Yes', true],
  ['true', true],
  ['1', true],
  ['on', true],
  ['no', false],
  ['NO', false],
  ['false', false],
  ['0', false],
  ['off', false],
  ['', false],
])('SHOULD_AUTHENTICATE=%s means what it says', (word, meant) => {
  expect(read({ ...SAMPLE, SHOULD_AUTHENTICATE: word }).shouldAuthenticate).toBe(meant)
})

const faults = (env: Record<string, string>) => {
  try {
    read(env)
    return 'none'
  } catch (error) {
    return String(error)
  }
}

test.each(['maybe', 'y', '2', 'nein', 'yes please', ' '])('SHOULD_AUTHENTICATE=%s is a fault, and no yes', (word) => {
  expect(faults({ ...SAMPLE, SHOULD_AUTHENTICATE: word })).toMatch(/SHOULD_AUTHENTICATE {2}".*" is neither yes nor no/)
})

describe('every fault is said at once', () => {
  test('with yes, all that is missing', () => {
    const said = faults({ SHOULD_AUTHENTICATE: 'yes' })
    for (const name of ['ISSUER_BASE_URL', 'AUTH0_CLIENT_ID', 'AUTH0_SECRET', 'RANDOM_SECRET', 'BASE_URL'])
      expect(said).toMatch(new RegExp(`${name} +is missing`))
  })

  test.each([
    [{ RANDOM_SECRET: 'changeme'.repeat(8) }, 'RANDOM_SECRET  has few different signs'],
    [{ RANDOM_SECRET: 'x'.repeat(31) }, 'RANDOM_SECRET  has 31 bytes, and needs 32'],
    [{ BASE_URL: 'http://webuitest.com' }, 'is http on another machine'],
    [{ BASE_URL: 'https://webuitest.com/app' }, 'has more than scheme, host and port'],
    [{ BASE_URL: 'webuitest.com' }, 'is not an http:// or https:// URL'],
    [{ ISSUER_BASE_URL: 'http://dev.eu.auth0.com' }, 'whoever is on the way chooses the keys'],
    [{ ISSUER_BASE_URL: '<from Auth0>' }, 'until somebody fills it in'],
    [{ AUTH0_SECRET: '<from Auth0>' }, 'until somebody fills it in'],
    [{ SHOULD_AUTHENTICATE: 'no', AUTH0_CLIENT_ID: '' }, 'AUTH0_CLIENT_ID  is missing'],
    [{ SHOULD_AUTHENTICATE: 'no', ISSUER_BASE_URL: '' }, 'ISSUER_BASE_URL  is missing'],
    [{ PORT: 'tcp://10.0.0.1:80' }, 'PORT'],
  ])('%j', (env, fault) => {
    const said = faults({ ...SAMPLE, ...env })
    expect(said).toContain(fault)
    expect(said).not.toContain(SAMPLE.AUTH0_SECRET)
    expect(said).not.toContain(SAMPLE.RANDOM_SECRET)
  })

  test('what other programs call BASE_URL stops no page that does not need it', () => {
    expect(faults({ BASE_URL: '/' })).toBe('none')
  })

  test.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'https://webuitest.com'])(
    'a page may be at %s',
    (address) => {
      expect(faults({ ...SAMPLE, BASE_URL: address })).toBe('none')
    },
  )
})
