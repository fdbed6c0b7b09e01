import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateSigningKey, type SigningKey } from '#core/keys/signing-key'
import { assertion, assertionForm, forge, MAIN_URL, openTestIssuer, seconds } from '../test-issuer.ts'
import type { Form, TestIssuer } from '../test-issuer.ts'
import { ask, CC, FAULTS, FAULTY_REQUESTS, nobody } from './refusals.fixture.ts'

// Every refusal names the parameter, the header or the claim at fault, and what was expected. Nothing of a token is in it.

let factory: TestIssuer
let foreign: SigningKey
/** So that an assertion can be wrong in as many ways as a grant, and a body too. */
const STRICT = { OAUTH_JSON: 'on', CLIENT_ASSERTION_AUDIENCE: 'issuer', CLIENT_ASSERTION_JTI: 'required' }
beforeAll(async () => {
  const clients = { keyless: { keys: undefined as never, audiences: ['b'], trustedIssuers: ['far'] } }
  factory = await openTestIssuer({ clients, env: STRICT })
  foreign = await generateSigningKey('ES256', 0)
  await factory.issuers.keyOf(factory.issuers.named('far'))
})
afterAll(() => factory.close())

const said: string[] = []

/** Asks, and remembers what was answered. */
async function refusalOf(asking: PromiseLike<{ status: number; text: string; body: Record<string, string> }>) {
  const { status, text, body } = await asking
  expect(status, text).toBeGreaterThanOrEqual(400)
  expect(text).not.toMatch(/eyJ[\w-]+\.|hidden/)
  const { error_description: description = '' } = body
  said.push(description)
  return `${body['error']} ${description}`
}

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const TYPE = 'urn:ietf:params:oauth:token-type:access_token'
const asked = (form: Form, client?: string, path?: string) => ask(factory, form, client, path)
const asNobody = (form: Form) => nobody(factory, form)

describe('the request and the client', () => {
  test.each(FAULTY_REQUESTS)('%s', async (_what, asking, says) => {
    expect(await refusalOf(asking(factory))).toMatch(says)
  })

  test('a token of another client is not revoked', async () => {
    const token = await factory.grant('servicea')
    expect(await refusalOf(asked({ token }, 'serviceb', '/revoke'))).toMatch(/^unauthorized_client .*claim client_id/)
  })
})

const prove = async (claims: object, ...more: [signer?: SigningKey, type?: string]) => {
  const text = await assertion(factory, 'servicea', claims as Record<string, unknown>, ...more)
  return refusalOf(asNobody({ ...CC, client_id: 'servicea', ...assertionForm(text) }))
}

describe('an assertion that proves a client', () => {
  test.each(FAULTS)('%s', async (_what, claims, says) => {
    expect(await prove(claims)).toMatch(/^invalid_client The client_assertion is refused\. /)
    expect(said.at(-1)).toMatch(says)
  })

  test('two audiences, another subject, another type, another key, and none at all', async () => {
    expect(await prove({ aud: [MAIN_URL, 'b'] })).toMatch(/claim aud must be https:\/\/factory\.test alone/)
    expect(await prove({ sub: 'hidden' })).toMatch(/claim sub must be servicea/)
    expect(await prove({}, undefined, 'at+jwt')).toMatch(/header typ must be JWT or client-authentication\+jwt/)
    expect(await prove({}, foreign)).toMatch(/not signed, as it is, by a key that is registered for it/)
    const signer = { ...foreign, kid: factory.keyOf['servicea']?.kid ?? '' }
    expect(await prove({}, signer)).toMatch(/not signed, as it is, by a key that is registered for it/)
    const one = assertionForm(await assertion(factory, 'servicea'))
    await asNobody({ ...CC, ...one }).expect(200)
    expect(await refusalOf(asNobody({ ...CC, ...one }))).toMatch(/make a new one for each request, with another jti/)
    const unsigned = assertionForm(`${one.client_assertion.split('.').slice(0, 2).join('.')}.`)
    expect(await refusalOf(asNobody({ ...CC, ...unsigned, client_id: 'servicea' }))).toMatch(/third segment/)
  })
})

const bring = async (claims: object, client = 'servicea') => {
  const text = await assertion(factory, 'servicea', claims as Record<string, unknown>, undefined, 'JWT')
  return refusalOf(asked({ grant_type: BEARER, assertion: text }, client))
}

describe('an assertion that is a grant', () => {
  test.each(FAULTS)('%s', async (_what, claims, says) => {
    expect(await bring(claims)).toMatch(/^invalid_grant The assertion is refused\. /)
    if (claims.iss === undefined) expect(said.at(-1)).toMatch(says)
    else expect(said.at(-1)).toMatch(/claim iss must be servicea itself, .* trusts \(none\)/)
  })

  test('its issuer, its subject, its actor and its scope', async () => {
    expect(await bring({ iss: 'keyless' }, 'keyless')).toMatch(
      /claim iss must be keyless itself, .* that the client trusts \(far\)/,
    )
    expect(await bring({ act: { sub: 'a' } })).toMatch(/claim act must not be there/)
    expect(await bring({ scope: 'a  b' })).toMatch(/^invalid_grant .*claim scope must be words/)
    expect(await bring({ may_act: { sub: 'a', more: 1 } })).toMatch(
      /claim may_act must have the member sub, .* texts, and nothing else/,
    )
  })

  test('of another issuer: whom it speaks of, and who acted', async () => {
    const issuer = factory.issuers.named('far')
    const vouch = async (claims: Record<string, unknown>) => {
      const exp = seconds(factory) + 60
      const text = await forge(factory, { aud: MAIN_URL, exp, ...claims }, { issuer, type: 'authorization-grant+jwt' })
      return refusalOf(
        asNobody({ grant_type: BEARER, assertion: text, ...assertionForm(await assertion(factory, 'batch')) }),
      )
    }
    const chain = (length: number): object => ({ sub: 'x', ...(length > 1 && { act: chain(length - 1) }) })
    for (const sub of ['servicea', 'ServiceA', 'servicea\u200b'])
      expect(await vouch({ sub })).toMatch(/claim sub must be batch, or somebody who is no client or process here/)
    expect(await vouch({ sub: 'alice', act: chain(9) })).toMatch(
      /claim act must have fewer actors: there are 8 at most/,
    )
    expect(await vouch({ sub: 'alice', act: { sub: 'x', admin: 1 } })).toMatch(/claim act must have the member sub/)
  })
})

const exchange = (subject_token: string, form: Record<string, string> = {}) =>
  refusalOf(
    asked({ grant_type: EXCHANGE, subject_token_type: TYPE, audience: 'servicec', subject_token, ...form }, 'serviceb'),
  )

describe('a token in exchange', () => {
  test.each(FAULTS)('%s', async (_what, claims, says) => {
    expect(await exchange(await forge(factory, claims))).toMatch(/^invalid_request The subject_token is refused\. /)
    expect(said.at(-1)).toMatch(says)
  })

  test('its type, what is asked for, its scope, its limit, and its actor', async () => {
    const token = await factory.grant('servicea')
    expect(await exchange(token, { subject_token_type: 'x' })).toMatch(/parameter subject_token_type must be urn:ietf/)
    expect(await exchange(token, { requested_token_type: 'x' })).toMatch(
      /parameter requested_token_type must be one of urn/,
    )
    expect(await exchange(token, { scope: 'orders.read' })).toMatch(
      /scope must ask for no more than the token that was pres/,
    )
    expect(await exchange(await forge(factory, { scope: 'a  b' }))).toMatch(/claim scope must be words/)
    expect(await exchange(await forge(factory, { may_act: { sub: 'x' } }))).toMatch(
      /claim may_act must allow the actor/,
    )
    const actor = { actor_token: token, actor_token_type: TYPE }
    expect(await exchange(token, actor)).toMatch(/actor_token is refused\. The claim client_id must be serviceb/)
    expect(await exchange(token, { ...actor, actor_token_type: 'x' })).toMatch(/parameter actor_token_type must be/)
    expect(await exchange(token, { actor_token_type: TYPE })).toMatch(/parameter actor_token is required/)
  })

  test('one that was revoked', async () => {
    const token = await factory.grant('servicea')
    await asked({ token }, 'servicea', '/revoke').expect(200)
    expect(await exchange(token)).toMatch(/revoked: ask for another one, with another jti/)
  })
})

/** What no single request can bring about here; each has a test of its own. */
const ELSEWHERE = [
  /^Too many wrong secrets/,
  /^The client \(client_id\) is unknown here, or its certificate/,
  /^The certificate of the client is refused/,
  /^The token would be longer/,
  /^The issuer cannot decide/,
  /^It has expired/,
  /^The form has parameters/,
  /^The client id \(client_id, or the name/, // with OPEN=1
  /^The parameter claims /, // with OPEN=1
  /^The assertion is refused\. The claim sub must be a text/, // with OPEN=1
]

test('no refusal of this room is missing here', () => {
  const folders = ['oauth', 'grants'].map((name) => join(import.meta.dirname, '..', name))
  const sources = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /^(?:\w+[/\\])?[\w-]+\.ts$/.test(name) && !name.endsWith('operations.ts')) // that says what is answered when nothing is refused
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  )
  const literals = sources.flatMap((text) =>
    [...text.matchAll(/(['`])((?:The|It|There is|Too many) .*?)\1/g)].map(([, , words = '']) => words),
  )
  expect(literals.length).toBeGreaterThan(40)
  const missing = literals.filter((words) => {
    const pattern = words
      .split(/\$\{[^}]*\}/)
      .map((part) => RegExp.escape(part.replace(/[^\x20-\x7e]/g, "'")))
      .join('.*')
    return !said.some((description) => new RegExp(pattern).test(description))
  })
  expect(missing.filter((words) => !ELSEWHERE.some((known) => known.test(words)))).toEqual([])
})
