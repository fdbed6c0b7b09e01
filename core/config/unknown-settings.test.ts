import { expect, test } from 'vitest'
import { unknownSettings, VARIABLES } from './unknown-settings.ts'

const named = (env: Record<string, string>, dotenv: Record<string, string> = {}) =>
  unknownSettings(env, dotenv).map(({ variable, nearest }) => `${variable} ${nearest}`)

test.each([
  ['SERVICEA_PROT', 'SERVICEA_PORT'],
  ['SERVICEB_TLSPORT', 'SERVICEB_TLS_PORT'],
  ['FACTORY_TOKEN_LIVETIME', 'FACTORY_TOKEN_LIFETIME'],
  ['FACTORY_STORE', 'FACTORY_PORT'],
  ['LOG_LEVL', 'LOG_LEVEL'],
  ['KEYS_FOLDERS', 'KEYS_FOLDER'],
  ['KEY_SET_MAXAGE', 'KEY_SET_MAX_AGE'],
  ['ALLOWED_HOST', 'ALLOWED_HOSTS'],
  ['CLOCK_LEWAY', 'CLOCK_LEEWAY'],
  ['SELF_SIGNED_LIFE', 'SELF_SIGNED_ISSUER'],
  ['NEIGHBOUR_PORT', 'NEIGHBOURS_PORT'],
  ['FACTROY_URL', 'FACTORY_URL'],
  ['SINGER_PORT', 'SIGNER_PORT'],
  ['VERIFER_PORT', 'VERIFIER_PORT'],
  ['CONSOL_PORT', 'CONSOLE_PORT'],
])('%s is named wherever it stands, with %s', (variable, nearest) => {
  if (variable !== 'SELF_SIGNED_LIFE') expect(named({ [variable]: '1' })).toEqual([`${variable} ${nearest}`])
  expect(named({}, { [variable]: '1' }).map((line) => line.split(' ')[0])).toEqual([variable])
})

test.each(['HOSTT', 'ALGORITM', 'STOER', 'KEY_FILE', 'LOG_DIR', 'STORE_URL'])(
  '%s is named in .env, which is for the sandbox, and not in an environment that others share',
  (variable) => {
    expect(named({ [variable]: 'x' }, { [variable]: 'x' })).toHaveLength(1)
    expect(named({ [variable]: 'x' })).toEqual([])
  },
)

test.each([
  'HOSTNAME',
  'HOME',
  'PATH',
  'NODE_OPTIONS',
  'npm_config_cache',
  'KEYSTORE_PASSWORD',
  'SERVICE_PORT',
  'SERVER_PORT',
  'USER_TIMEOUT',
  'LOGNAME',
  'SERVICEA_SERVICE_HOST',
  'SERVICEA_PORT_3000_TCP_ADDR',
  `FACTORY_${'X'.repeat(100)}`,
])('%s is none of ours', (variable) => expect(named({ [variable]: 'x' })).toEqual([]))

test('what is known is not named', () => {
  expect(named(Object.fromEntries(VARIABLES.map((variable) => [variable, 'x'])))).toEqual([])
})
