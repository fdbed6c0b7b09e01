import { afterEach, beforeEach, expect, test } from 'vitest'
import { StoreUnavailable } from '#core/store/store'
import {
  assertion,
  assertionForm,
  forge,
  openTestIssuer,
  seconds,
  type Form,
  type TestIssuer,
} from '../../test-issuer.ts'

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

/** Lets no request spend anything until so many want to, and one minute more has passed by then: all are over. */
function spendAllTooLate(requests: number): void {
  const { add } = factory.store
  const { promise: allAreThere, resolve } = Promise.withResolvers<void>()
  let waiting = 0
  factory.store.add = async (...entry) => {
    if (entry[0] !== 'spent') return add(...entry)
    if (++waiting === requests) {
      factory.clock.advance({ minutes: 1 })
      resolve()
    }
    await allAreThere
    return add(...entry)
  }
}

test.each<[string, Use]>([
  ['the token route', at('/token', GRANT)],
  ['introspection', at('/introspect', { token: 'none' })],
  ['revocation', at('/revoke', { token: 'none' })],
])('of many that bring one proof while it lives, and get to act when it is over, none gets in: %s', async (_, use) => {
  const proof = await assertion(factory, 'servicea')
  spendAllTooLate(10)
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(use, proof)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401))
})

test('so it is with an assertion as a grant', async () => {
  const once = await granted()
  spendAllTooLate(10)
  const answers = await Promise.all(Array.from({ length: 10 }, () => bring(once)))
  expect(answers.map(({ body }) => body.error)).toEqual(answers.map(() => 'invalid_grant'))
})

test.each(['token-exchange', 'jwt-bearer'])(
  'nothing is signed for what is over by then, though its leeway is not: %s',
  async (grant) => {
    const lax = await openTestIssuer({ env: { CLOCK_LEEWAY: '30' } })
    const { keyOf } = lax.issuers
    lax.issuers.keyOf = (...args) => (lax.clock.advance({ seconds: 2 }), keyOf(...args))
    const exp = seconds(lax) + 1
    const form =
      grant === 'jwt-bearer'
        ? { grant_type: BEARER, assertion: await assertion(lax, 'servicea', { exp }, undefined, 'JWT') }
        : {
            grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
            subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
            subject_token: await forge(lax, { exp, aud: 'servicea' }),
          }
    const { status, body } = await lax.post('/token', form, 'servicea')
    expect([status, body.error_description]).toEqual([400, expect.stringContaining('without any leeway')])
    await lax.close()
  },
)

test('where it cannot be remembered that an assertion was used, nothing is done for it', async () => {
  factory.store.add = () => Promise.reject(new StoreUnavailable('away'))
  for (const [, , , good] of ROUTES) await send(good, await assertion(factory, 'servicea')).expect(503)
  await bring(await granted()).expect(503)
})
