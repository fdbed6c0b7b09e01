import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fixedKeys } from '#core/keys/key-set'
import { generateSigningKey, type SigningKey } from '#core/keys/signing-key'
import { assertion, assertionForm, basic, openTestIssuer, type Form, type TestIssuer } from '../../test-issuer.ts'

// That nobody can tell by the time whether there is a client is shown by the work: it is counted, for a time is different each time.

const done: Record<string, number> = {}
const count = (what: string) => (done[what] = (done[what] ?? 0) + 1)

/** Has each call of these counted, until they are put back. */
function countCalls(object: object, names: readonly string[]): () => void {
  const members = object as Record<string, (...given: unknown[]) => unknown> // methods, by their names
  const real = names.map((name) => [name, members[name]!] as const)
  for (const [name, call] of real)
    members[name] = (...given) => {
      count(name)
      return Reflect.apply(call, object, given)
    }
  return () => void Object.assign(object, Object.fromEntries(real))
}

/** Of each kind one: with a secret, two, keys, many keys, none of them; and the last two are not there. */
const CLIENTS = ['servicea', 'twice', 'keyless', 'many', 'alone', 'broker', 'certified', 'nobody', 'constructor']

let factory: TestIssuer
let stranger: SigningKey
let putBack: () => void
beforeAll(async () => {
  stranger = await generateSigningKey('ES256', 0)
  const keys = await Promise.all(
    ['ES256', 'ES384', 'RS256'].map((algorithm) => generateSigningKey(algorithm as 'ES256', 0)),
  )
  factory = await openTestIssuer({
    clients: {
      twice: { otherSecret: 'another secret of it' },
      keyless: { keys: undefined as never },
      many: { keys: fixedKeys(keys.map(({ verification }) => verification)) },
      alone: { assertionAlone: true },
      broker: { secret: undefined as never, keys: undefined as never, trustedIssuers: ['far'], assertionAlone: true },
      certified: { secret: undefined as never, keys: undefined as never, isItsCertificate: () => true },
    },
  })
  countCalls(factory.store, ['get', 'add', 'set', 'list'])
  putBack = countCalls(crypto, ['hash', 'timingSafeEqual', 'verify', 'createHmac'])
  syncBuiltinESMExports()
})
afterAll(() => {
  putBack()
  syncBuiltinESMExports()
  return factory.close()
})
beforeEach(() => {
  factory.clock.advance({ seconds: 61 }) // no guess is remembered
})

/** All that is done for a request that is refused. */
async function workOf(path: string, form: Form, authorization?: string) {
  for (const what of Object.keys(done)) delete done[what]
  const before = factory.clock.waits.length
  const request = factory.post(path, form)
  const { status, text } = await (authorization === undefined ? request : request.set({ authorization }))
  return { status, text, done: { ...done }, waits: factory.clock.waits.slice(before).length }
}

const CC = { grant_type: 'client_credentials', token: 'none' }
const BEARER = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer' }

type Try = (client: string) => Promise<[form: Form, authorization?: string]>
const WAYS: Record<string, Try> = {
  'a wrong secret in the header': async (client) => [CC, basic(client, 'a wrong secret of it')],
  'a wrong secret in the body': async (client) => [{ ...CC, client_id: client, client_secret: 'a wrong secret of it' }],
  'an empty secret': async (client) => [CC, basic(client, '')],
  'an assertion by another key': async (client) => [
    { ...CC, ...assertionForm(await assertion(factory, client, {}, stranger)) },
  ],
  'an assertion that has expired': async (client) => [
    { ...CC, ...assertionForm(await assertion(factory, client, { exp: 1 }, stranger)) },
  ],
  'no proof': async (client) => [{ ...CC, client_id: client }],
}
const WAYS_OF_TOKEN: Record<string, Try> = {
  ...WAYS,
  'an assertion alone, by another key': async (client) => [
    { ...BEARER, assertion: await assertion(factory, client, {}, stranger, 'JWT') },
  ],
  'an assertion alone, by another key, and its name': async (client) => [
    { ...BEARER, client_id: client, assertion: await assertion(factory, client, {}, stranger, 'JWT') },
  ],
  'an assertion alone, in the name of an issuer that some of them trust': async (client) => [
    {
      ...BEARER,
      client_id: client,
      assertion: await assertion(factory, client, { iss: factory.issuers.named('far').url }, stranger, 'JWT'),
    },
  ],
}

describe.each([
  ['/token', WAYS_OF_TOKEN],
  ['/introspect', WAYS],
  ['/revoke', WAYS],
])('%s does the same work for a client that is there and for one that is not', (path, ways) => {
  test.each(Object.entries(ways))('%s', async (_what, way) => {
    const works = new Map<string, unknown>()
    for (const client of CLIENTS) {
      works.set(client, await workOf(path, ...(await way(client))))
      factory.clock.advance({ seconds: 61 })
    }
    const { status, ...nobody } = works.get('nobody') as Awaited<ReturnType<typeof workOf>>
    expect(status).toBe(401)
    for (const [client, work] of works) expect(work, client).toEqual({ status, ...nobody })
  })
})

test('what is counted is there to be counted', async () => {
  expect((await workOf('/token', CC, basic('nobody', 'a wrong secret of it'))).done).toMatchObject({
    hash: 8,
    timingSafeEqual: 4,
  })
  const { done: ofAssertion } = await workOf('/token', {
    ...CC,
    ...assertionForm(await assertion(factory, 'nobody', {}, stranger)),
  })
  expect(ofAssertion).toMatchObject({ verify: 1 })
})
