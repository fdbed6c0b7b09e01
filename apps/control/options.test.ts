import { describe, expect, test } from 'vitest'
import { CERTIFICATE_FAULTS, effectSchema, KEY_FAULTS } from '#core/control/effect'
import { ruleSchema } from '#core/control/fault-rules'
import { PRESET_NAMES } from '#core/control/presets'
import { EFFECT_WORDS } from './effect-words.ts'
import { FILES, readLine } from './test-line.ts'

const order = async (line: string) => (await readLine(line)).order
const clock = (body: object) => ({ method: 'PUT', path: '/clock', body, to: 'all', shows: 'clock', movesClock: true })

const faultOrder = (body: { on: string; effect: object }) => ({
  method: 'POST',
  path: '/faults',
  body,
  to: { route: body.on },
  shows: 'faults',
  setsFault: true,
})

describe('the clock', () => {
  test.each([
    ['clock advance 10m', { advance: '10m' }],
    ['clock advance 1h 30m', { advance: '1h 30m' }],
    ['clock advance 90', { advance: '90' }],
    ['clock set 2030-01-01T00:00:00Z', { set: '2030-01-01T00:00:00Z' }],
    ['clock set 2030-01-01 12:00Z', { set: '2030-01-01 12:00Z' }],
    ['clock set 1893456000', { set: 1893456000 }],
    ['clock skew -30s', { skew: '-30s' }],
    ['clock speed 60', { speed: 60 }],
    ['clock speed 0.5', { speed: 0.5 }],
    ['clock freeze', { freeze: true }],
    ['clock go', { freeze: false }],
    ['clock unfreeze', { freeze: false }],
    ['clock back', { machine: true }],
  ])('%s', async (line, body) => {
    expect(await order(line)).toEqual(clock(body))
  })

  test('is shown', async () => {
    expect(await order('clock')).toEqual({ method: 'GET', path: '', to: 'all', shows: 'clock' })
  })
})

describe('a fault', () => {
  test.each<[string, object]>([
    ['down', { reset: true }],
    ['500', { status: 500 }],
    ['delay 2s', { delay: '2s' }],
    ['delay 1 m 30 s', { delay: '1 m 30 s' }],
    ['hang', { hang: true }],
    ['truncated', { truncated: true }],
    ['empty', { empty: true }],
    ['html', { html: true }],
    ['wrong-type', { wrongType: true }],
    ['limit 30s', { limit: '30s' }],
    ['issuer https://other.test', { issuer: 'https://other.test' }],
    ...Object.keys(KEY_FAULTS).map((keys): [string, object] => [`keys ${keys}`, { keys }]),
    ['keys dropped --kid abc', { keys: 'dropped', kid: 'abc' }],
    ['503 --delay 1s', { status: 503, delay: '1s' }],
    ['503 --body busy --header retry-after=7', { status: 503, body: 'busy', headers: { 'retry-after': '7' } }],
    ['400 --body {"error":"x"}', { status: 400, body: { error: 'x' } }],
  ])('jwks %s', async (words, effect) => {
    expect(await order(`fault jwks ${words}`)).toEqual(faultOrder({ on: 'jwks', effect }))
  })

  test.each(Object.keys(CERTIFICATE_FAULTS))('tls %s', async (certificate) => {
    expect(await order(`fault tls ${certificate}`)).toEqual(faultOrder({ on: 'tls', effect: { certificate } }))
  })

  test('every effect has a word, or an option', () => {
    const spoken = Object.values(EFFECT_WORDS).flatMap(({ effect }) => Object.keys(effect('')))
    const asked = ['status', 'body', 'headers', 'kid'] // a number, and options
    expect(new Set([...spoken, ...asked])).toEqual(new Set(Object.keys(effectSchema.shape)))
  })

  test('every condition is an option', async () => {
    const trace = 'abcdef0123456789abcdef0123456789'
    const line = `fault * down --times 3 --after 2 --chance 0.5 --seed 7 --lasts 5m --from serviceb --trace ${trace} --id outage`
    const conditions = { times: 3, after: 2, chance: 0.5, seed: 7, lasts: '5m', from: 'serviceb', trace, id: 'outage' }
    expect((await order(line)).body).toEqual({ on: '*', effect: { reset: true }, ...conditions })
    expect([...Object.keys(conditions), 'on', 'effect'].sort()).toEqual(Object.keys(ruleSchema.shape).sort())
  })

  test.each(PRESET_NAMES)('preset %s', async (preset) => {
    const rest = { method: 'POST', path: '/faults', to: 'factory', shows: 'faults', setsFault: true }
    expect(await order(`fault preset ${preset}`)).toEqual({ ...rest, body: { preset } })
    expect(await order(`fault preset ${preset} --id me`)).toEqual({ ...rest, body: { preset, id: 'me' } })
  })

  test.each([
    ['fault', { method: 'GET', path: '/faults', shows: 'faults' }],
    ['fault list', { method: 'GET', path: '/faults', shows: 'faults' }],
    ['faults', { method: 'GET', path: '/faults', shows: 'faults' }],
    ['fault clear', { method: 'DELETE', path: '/faults', shows: 'state' }],
    ['faults clear', { method: 'DELETE', path: '/faults', shows: 'state' }],
    ['fault remove f1', { method: 'DELETE', path: '/faults/f1', shows: 'removed', faultId: 'f1' }],
    ['fault rm f1', { method: 'DELETE', path: '/faults/f1', shows: 'removed', faultId: 'f1' }],
    ['fault remove ../clock', { method: 'DELETE', path: '/faults/..%2Fclock', shows: 'removed', faultId: '../clock' }],
  ])('%s', async (line, expected) => {
    expect(await order(line)).toEqual({ to: 'all', ...expected })
  })
})

describe('a token', () => {
  test.each([
    ['', {}],
    ['--aud servicec --sub me --iss https://x', { claims: { aud: 'servicec', sub: 'me', iss: 'https://x' } }],
    ['--without exp --without jti', { without: ['exp', 'jti'] }],
    ['--claim roles=["a"] --claim admin=true --claim name=me', { claims: { roles: ['a'], admin: true, name: 'me' } }],
    ['--no-claims', { claims: null }],
    [
      '--named exp-30s-ago --ring servicea --aud x',
      { named: 'exp-30s-ago', signedBy: { ring: 'servicea' }, claims: { aud: 'x' } },
    ],
    ['--lifetime -1h', { lifetime: '-1h' }],
    ['--alg none', { header: { alg: 'none' } }],
    ['--header kid=null --header crit=["x"]', { header: { kid: null, crit: ['x'] } }],
    ['--without-header kid', { withoutHeader: ['kid'] }],
    ['--segment signature= --segment payload=x', { segments: { signature: '', payload: 'x' } }],
    ['--ring servicea', { signedBy: { ring: 'servicea' } }],
    ['--issuer other', { signedBy: { issuer: 'other' } }],
    ['--stranger', { signedBy: 'stranger' }],
    ['--nobody', { signedBy: 'nobody' }],
    ['--secret abc --alg HS384', { signedBy: { secret: 'abc', alg: 'HS384' }, header: { alg: 'HS384' } }],
    ['--pem key.pem', { signedBy: { pem: FILES['key.pem'] } }],
    ['--jwk key.jwk', { signedBy: { jwk: { kty: 'oct' } } }],
    ['--order order.json', { claims: null }],
  ])('mint %s', async (line, body) => {
    const expected = { method: 'POST', path: '/mint', body, to: 'factory', shows: 'token' }
    expect(await order(`mint ${line}`)).toEqual(expected)
  })
})

test.each([
  ['bearer-in-lower-case', '-H "authorization: bearer $TOKEN" https://localhost:8443/scenario7-server'],
  [
    'two-headers',
    '-H "authorization: Bearer $FIRST" -H "authorization: Bearer $SECOND" https://localhost:8443/scenario7-server',
  ],
  ['two-headers --ring servicea', '-H "authorization: Bearer $SECOND" https://localhost:8443/scenario5-server'],
])('how the token is sent is said beside it: mint --named %s', async (line, end) => {
  const { sending } = await order(`mint --named ${line}`)
  expect(sending?.line).toMatch(/^curl /)
  expect(sending?.line.endsWith(end), sending?.line).toBe(true)
})

test.each([
  ['', { method: 'GET', path: '', to: 'all', shows: 'state' }],
  ['status', { method: 'GET', path: '', to: 'all', shows: 'state' }],
  ['reset', { method: 'POST', path: '/reset', to: 'all', shows: 'state' }],
  ['requests', { method: 'GET', path: '/requests', to: 'all', shows: 'requests' }],
  [
    'requests jwks --from serviceb --trace abc',
    { method: 'GET', path: '/requests?on=jwks&from=serviceb&trace=abc', to: { route: 'jwks' }, shows: 'requests' },
  ],
  ['requests clear', { method: 'DELETE', path: '/requests', to: 'all', shows: 'requests' }],
  [
    'client put me client.json',
    { method: 'PUT', path: '/clients/me', body: { secret: '0123456789abcdef' }, to: 'factory', shows: 'client' },
  ],
  ['registry', { method: 'GET', path: '/registry', to: 'factory', shows: 'registry' }],
  ['registry list', { method: 'GET', path: '/registry', to: 'factory', shows: 'registry' }],
  [
    'registry approve orders a-kid=',
    { method: 'POST', path: '/registry/orders/a-kid%3D/approve', to: 'factory', shows: 'service' },
  ],
  [
    `registry revoke orders -${'k'.repeat(42)}`,
    { method: 'DELETE', path: `/registry/orders/-${'k'.repeat(42)}`, to: 'factory', shows: 'service' },
  ],
  [
    'registry revoke orders a-kid',
    { method: 'DELETE', path: '/registry/orders/a-kid', to: 'factory', shows: 'service' },
  ],
  ['mesh', { method: 'GET', path: '/mesh', to: 'neighbours', shows: 'mesh' }],
  [
    'mesh put policies.yaml',
    { method: 'PUT', path: '/mesh', body: { policies: 'kind: x' }, to: 'neighbours', shows: 'mesh' },
  ],
  ['mesh remove', { method: 'DELETE', path: '/mesh', to: 'neighbours', shows: 'mesh' }],
  ['client remove me', { method: 'DELETE', path: '/clients/me', to: 'factory', shows: 'client' }],
])('%j', async (line, expected) => {
  expect(await order(line)).toEqual(expected)
})

test('the processes that are meant are named once, or several times, or with commas', async () => {
  expect((await readLine('clock')).only).toBeUndefined()
  const one = await readLine('clock --process serviceb')
  expect(one.only).toEqual(['serviceb'])
  const line = 'clock --process serviceb,servicec --process=servicea --process serviceb'
  expect((await readLine(line)).only).toEqual(['serviceb', 'servicec', 'servicea'])
  expect((await readLine('mint --process jwt-factory')).only).toEqual(['jwt-factory'])
})
