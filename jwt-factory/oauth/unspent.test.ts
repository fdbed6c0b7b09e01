import { afterEach, beforeEach, expect, test } from 'vitest'
import { StoreUnavailable } from '#core/store/store'
import { assertion, assertionForm, forge, openTestIssuer, type Form, type TestIssuer } from '../test-issuer.ts'

// An assertion may be used once. It is used when something is done for it, not when a request that brings it is refused
// for something else: that request may be put right, and bring it again (RFC 7523 §3 item 7).

let factory: TestIssuer
beforeEach(async () => {
  factory = await openTestIssuer()
})
afterEach(() => factory.close())

const BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const GRANT = { grant_type: 'client_credentials' }

interface Use {
  path: string
  form: Form
}

/** What is refused, and what is good, both with the same proof of the client. */
const ROUTES: [what: string, refused: Use, error: string, good: Use][] = [
  ['a scope', at('/token', { ...GRANT, scope: 'orders.delete' }), 'invalid_scope', at('/token', GRANT)],
  ['an odd scope', at('/token', { ...GRANT, scope: '"' }), 'invalid_scope', at('/token', GRANT)],
  ['a target', at('/token', { ...GRANT, audience: 'servicec' }), 'invalid_target', at('/token', GRANT)],
  ['a grant', at('/token', { grant_type: 'password' }), 'unsupported_grant_type', at('/token', GRANT)],
  ['no grant', at('/token', {}), 'invalid_request', at('/token', GRANT)],
  ['no assertion', at('/token', { grant_type: BEARER }), 'invalid_request', at('/token', GRANT)],
  ['no token', at('/introspect', {}), 'invalid_request', at('/introspect', { token: 'none' })],
  ['no token', at('/revoke', {}), 'invalid_request', at('/revoke', { token: 'none' })],
]

function at(path: string, form: Record<string, string>): Use {
  return { path, form }
}

const send = ({ path, form }: Use, proof: string) =>
  factory.post(path, { ...Object.fromEntries(new URLSearchParams(form)), ...assertionForm(proof) })

test.each(ROUTES)(
  'a request that is refused for %s does not use up the proof of its client',
  async (_what, refused, error, good) => {
    const proof = await assertion(factory, 'servicea')
    expect((await send(refused, proof).expect(400)).body.error).toBe(error)
    await send(good, proof).expect(200)
    expect((await send(good, proof).expect(401)).body.error).toBe('invalid_client')
    expect((await send(refused, proof).expect(401)).body.error, 'it was used, whatever else is wrong').toBe(
      'invalid_client',
    )
  },
)

test('whoever may not revoke a token has not used up the proof', async () => {
  const proof = await assertion(factory, 'serviceb')
  const use = at('/revoke', { token: await forge(factory, {}) })
  expect((await send(use, proof).expect(400)).body.error).toBe('unauthorized_client')
  await send(at('/introspect', { token: 'none' }), proof).expect(200)
})

const granted = (claims = {}) => assertion(factory, 'servicea', claims, undefined, 'JWT')
const bring = (text: string, form: Record<string, string> = {}) =>
  factory.post('/token', { grant_type: BEARER, assertion: text, ...form }, 'servicea')

test.each([
  [{ scope: 'orders.delete' }, 'invalid_scope'],
  [{ scope: 'orders.write' }, 'invalid_scope'],
  [{ audience: 'servicec' }, 'invalid_target'],
])('an assertion as a grant is not used up by a request that is refused for %j', async (form, error) => {
  const once = await granted({ scope: 'orders.read' })
  expect((await bring(once, form).expect(400)).body.error).toBe(error)
  await bring(once, { scope: 'orders.read' }).expect(200)
  expect((await bring(once).expect(400)).body.error).toBe('invalid_grant')
})

test.each<[string, Use]>([
  ['the token route', at('/token', GRANT)],
  ['introspection', at('/introspect', { token: 'none' })],
  ['revocation', at('/revoke', { token: 'none' })],
])('of many who bring one proof at once, one gets in: %s', async (_where, use) => {
  const proof = await assertion(factory, 'servicea')
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(use, proof)))
  const statuses = answers.map(({ status }) => status).sort()
  expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 401)])
  expect(factory.logs.filter((line) => line.includes('"reason":"replayed"'))).toHaveLength(9)
})

test('of many who bring one grant at once, one gets a token', async () => {
  const once = await granted()
  const answers = await Promise.all(Array.from({ length: 10 }, () => bring(once)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(new Set(answers.map(({ body }) => body.error))).toEqual(new Set([undefined, 'invalid_grant']))
})

test('where it cannot be remembered that an assertion was used, nothing is done for it', async () => {
  factory.store.add = () => Promise.reject(new StoreUnavailable('away'))
  for (const [, , , good] of ROUTES) await send(good, await assertion(factory, 'servicea')).expect(503)
  await bring(await granted()).expect(503)
})
