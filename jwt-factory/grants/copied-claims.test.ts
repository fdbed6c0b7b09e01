import { describe, expect, test } from 'vitest'
import type { Claims } from '#core/token/claims'
import { REQUIRED_CLAIMS } from '../oauth/granted/own-token.ts'
import { assertion, decode, forge, MAIN_URL, seconds, assertionForm } from '../test-issuer.ts'
import { GRANTS } from './index.ts'
import { assertionsForEachTest, TYPE } from './test-assertion-grant.ts'

// Whatever a granted token says is vouched for by the factory. What is copied from a token that was presented has a known
// shape, on every way to a token.

const { at } = assertionsForEachTest()

const TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token'
const soon = () => seconds(at.factory) + 60
const byServiceB = async (claims: Claims) => ({
  subject_token: await forge(at.factory, { sub: 'alice', ...claims }),
  subject_token_type: TOKEN_TYPE,
  audience: 'servicec',
})

interface Way {
  type: string
  client: string
  error: string
  form: (claims: Claims) => Promise<Record<string, string>>
}

/** Every way from a token that is presented to one that is granted. */
const WAYS: Record<string, Way> = {
  'an exchange': {
    type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    client: 'serviceb',
    error: 'invalid_request',
    form: byServiceB,
  },
  'an assertion of the client': {
    type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    client: 'servicea',
    error: 'invalid_grant',
    form: async (claims) => ({ assertion: await assertion(at.factory, 'servicea', claims, undefined, TYPE) }),
  },
  'an assertion of an issuer': {
    type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    client: '',
    error: 'invalid_grant',
    form: async (claims) => {
      const issuer = await at.factory.issuers.named('far')
      const whole = { sub: 'alice', aud: MAIN_URL, exp: soon(), ...claims }
      const proof = assertionForm(await assertion(at.factory, 'batch'))
      return { audience: 'serviceb', assertion: await forge(at.factory, whole, { issuer, type: TYPE }), ...proof }
    },
  },
}

async function ask(way: Way, claims: Claims) {
  const form = { grant_type: way.type, ...(await way.form(claims)) }
  return way.client ? at.factory.post('/token', form, way.client) : at.factory.post('/token', form)
}

test('every grant that takes a token is tried here', () => {
  const tried = Object.values(WAYS).map(({ type }) => type)
  expect(GRANTS.map(({ type }) => type).filter((type) => type !== 'client_credentials')).toEqual([...new Set(tried)])
})

const deep = (levels: number): Claims => ({ sub: 'x', ...(levels > 1 && { act: deep(levels - 1) }) })

describe.each(Object.entries(WAYS))('%s', (_name, way) => {
  test('brings no claims but the known ones into the token', async () => {
    const more = {
      admin: true,
      roles: ['admin'],
      groups: ['g'],
      email: 'a@b.test',
      nonce: 'n',
      nbf: 1,
    }
    const { status, body } = await ask(way, { ...more, may_act: { sub: 'serviceb' } })
    expect(status).toBe(200)
    const known = new Set([...REQUIRED_CLAIMS, 'act', 'may_act'])
    expect(Object.keys(decode(body.access_token).claims).filter((claim) => !known.has(claim))).toEqual([])
  })

  test.each([{ sub: 'serviceb' }, { sub: 'serviceb', iss: MAIN_URL }])(
    'brings its limit along: %j',
    async (may_act) => {
      const { body } = await ask(way, { may_act })
      expect(decode(body.access_token).claims['may_act']).toEqual(may_act)
    },
  )

  test.each([
    {},
    { iss: MAIN_URL },
    { sub: 'serviceb', admin: true },
    { sub: 'serviceb', act: { sub: 'x' } },
    { sub: 'serviceb', client_id: 'serviceb' },
    { sub: 'serviceb', admin: true, act: deep(24) },
    { sub: 5 },
    { sub: ['serviceb'] },
    { sub: '' },
    { sub: 'serviceb', iss: { name: 'x' } },
    { sub: 'serviceb', iss: '' },
  ])('vouches for no may_act but sub and iss, and says what it expected (RFC 8693 §4.4): %j', async (may_act) => {
    const { status, body } = await ask(way, { may_act })
    expect({ status, error: body.error }).toEqual({ status: 400, error: way.error })
    expect(body.error_description).toMatch(/claim may_act must have .*sub.*iss.*nothing else/)
  })

  test.each([{ sub: 'x', admin: true }, { sub: 5 }, {}, deep(24)])('vouches for no such act: %j', async (act) => {
    const { status, body } = await ask(way, { act })
    expect({ status, error: body.error }).toEqual({ status: 400, error: way.error })
    expect(body.error_description).toContain('claim act')
  })
})
