import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { generateSigningKey, type SigningKey } from '#core/keys/signing-key'
import { ALL_ALGORITHMS } from '#core/token/algorithms'
import {
  CALLERS,
  claimsFor,
  ISSUERS,
  LEEWAY,
  MODE_NAMES,
  MODES,
  NOW,
  openVerifyingService,
  type Owner,
  type VerifyingService,
} from './trust-modes.fixture.ts'

// What a service trusts is handed to its verifiers argument by argument. Here every argument of every trust mode is
// proven through the routes of B: one good token for each mode, and what must not become of it.

let b: VerifyingService

/** Another B for each group of tests: a key that is asked for in vain moves its clock. */
function openForAll(): void {
  beforeAll(async () => {
    b = await openVerifyingService()
  })
  afterAll(() => b.close())
}

describe.each(MODE_NAMES)('%s', (mode) => {
  const { issuer, type, signer, mostSeconds, isAboutAnyone } = MODES[mode]
  openForAll()

  test.each(CALLERS)('the token of %s is believed where it is the caller', (caller) =>
    b.expectBelieved(mode, {}, caller),
  )

  test('the subject is the caller, unless the issuer alone decides that', async () => {
    for (const sub of ['serviceb', 'servicec', 'nobody']) {
      if (isAboutAnyone) await b.expectBelieved(mode, { claims: { sub } })
      else await b.expectRefused(mode, 'wrong-subject', { claims: { sub } })
    }
    if (!isAboutAnyone) await b.expectRefused(mode, 'wrong-subject', { claims: { sub: 'servicea' } }, 'servicec')
  })

  test.each([...Object.values(ISSUERS), `${issuer}/`, issuer.toUpperCase()].filter((other) => other !== issuer))(
    'the issuer is its own and no other: not %j',
    (iss) => b.expectRefused(mode, 'wrong-issuer', { claims: { iss } }),
  )

  test.each([['servicec'], ['servicea'], ['SERVICEB'], [['servicea', 'servicec']]])(
    'the audience is B: not %j',
    (aud) => b.expectRefused(mode, 'wrong-audience', { claims: { aud } }),
  )

  test('B may be one audience of several', () => b.expectBelieved(mode, { claims: { aud: ['servicec', 'serviceb'] } }))

  test.each(Object.keys(claimsFor(mode)))('no token is believed without %s', async (claim) => {
    b.says({ active: false })
    const body = await b.verdictOn(mode, await b.tokenFor(mode, { claims: { [claim]: undefined } }))
    expect(body).toMatchObject({ valid: false, reason: expect.stringMatching(/^(?:missing-claim|wrong-\w+)$/) })
  })

  test.each(['JWT', 'at+jwt', 'client-authentication+jwt', 'healthz+jwt', ''].filter((other) => other !== type))(
    'a token of another kind is none: %j',
    (other) => b.expectRefused(mode, 'wrong-type', { type: other }),
  )

  test('a token that says no kind is a plain one', async () => {
    if (type === 'JWT') await b.expectBelieved(mode, { type: undefined })
    else await b.expectRefused(mode, 'wrong-type', { type: undefined })
  })

  test('the clocks may differ by the leeway of the setting, and by no second more', async () => {
    const iat = NOW - 60
    await b.expectBelieved(mode, { claims: { iat, exp: NOW - LEEWAY + 1 } })
    await b.expectRefused(mode, 'expired', { claims: { iat, exp: NOW - LEEWAY } })
    for (const claim of ['nbf', 'iat']) {
      await b.expectBelieved(mode, { claims: { [claim]: NOW + LEEWAY } })
      await b.expectRefused(mode, 'not-active', { claims: { [claim]: NOW + LEEWAY + 1 } })
    }
  })

  test('the longest life is its own', async () => {
    const longest = mostSeconds + LEEWAY
    await b.expectBelieved(mode, { claims: { exp: NOW + longest } })
    await b.expectRefused(mode, 'lifetime-too-long', { claims: { exp: NOW + longest + 1 } })
  })

  test.each<Owner>(['factory', 'servicea', 'serviceb', 'servicec'])(
    'the key of %s counts where it belongs, and nowhere else',
    async (owner) => {
      for (const caller of CALLERS) {
        const forged = { signer: b.keyOf[owner] }
        if (owner === (signer === 'caller' ? caller : 'factory')) await b.expectBelieved(mode, forged, caller)
        else await b.expectRefused(mode, 'unknown-key', forged, caller)
      }
    },
  )

  test('a token that is bound to a key is no bearer token', () =>
    b.expectRefused(mode, 'bound-token', { claims: { cnf: { jkt: 'x' } } }))
})

describe('every algorithm of ours is believed in every mode', () => {
  const made = new Map<string, SigningKey>()
  openForAll()
  beforeAll(async () => {
    for (const algorithm of ALL_ALGORITHMS) made.set(algorithm, await generateSigningKey(algorithm, 0))
    await b.publish([...made.values()])
  })

  test.each(ALL_ALGORITHMS)('%s', async (algorithm) => {
    const signer = made.get(algorithm) ?? expect.fail('there is no key')
    for (const mode of MODE_NAMES) await b.expectBelieved(mode, { signer })
  })
})

describe('introspection', () => {
  openForAll()

  test.each([
    ['wrong-issuer', { iss: ISSUERS.plain }],
    ['wrong-audience', { aud: 'servicec' }],
    ['expired', { exp: NOW - LEEWAY }],
    ['invalid-claim', { exp: 'soon' }],
  ])('what the issuer says of another token is no yes to this one: %s', async (reason, claims) => {
    b.says({ active: true, ...claimsFor('introspection', { claims }) })
    const body = await b.verdictOn('introspection', await b.tokenFor('introspection'))
    expect(body).toMatchObject({ valid: false, reason, locally: { valid: true } })
  })

  test('where the routes of the issuer are is asked again when its answer is as old as it may be', async () => {
    const questions = () => b.asked.filter(({ request }) => request.path.startsWith('/.well-known/')).length
    await b.expectBelieved('introspection')
    const before = questions()
    b.advance({ milliseconds: 59_999 })
    await b.expectBelieved('introspection', { claims: { exp: NOW + 120 } })
    expect(questions()).toBe(before)
    b.advance({ milliseconds: 1 })
    await b.expectBelieved('introspection', { claims: { exp: NOW + 120 } })
    expect(questions()).toBe(before + 1)
  })

  test('the no of the issuer counts, though the token is good here', async () => {
    b.says({ active: false })
    const body = await b.verdictOn('introspection', await b.tokenFor('introspection'))
    expect(body).toMatchObject({ valid: false, reason: 'revoked-token', locally: { valid: true } })
  })
})

test.each(CALLERS)('ask-factory: the question names B as the audience, and %s as subject and ring', async (caller) => {
  b = await openVerifyingService()
  onTestFinished(() => b.close())
  expect(await b.verdictOn('ask-factory', 'the-token', caller)).toMatchObject({ valid: true })
  const body = { token: 'the-token', aud: 'serviceb', sub: caller }
  expect(b.asked.map(({ request }) => request)).toEqual([{ method: 'POST', path: `/verify/${caller}`, body }])
})

test.each([
  ['10', 300],
  ['299', 300],
  ['300', 301],
])('with SELF_SIGNED_LIFETIME=%s a self-signed token lives for %i seconds at most', async (lifetime, most) => {
  const other = await openVerifyingService({ SELF_SIGNED_LIFETIME: lifetime, CLOCK_LEEWAY: '0' })
  onTestFinished(() => other.close())
  await other.expectBelieved('pinned-key', { claims: { exp: NOW + most } })
  await other.expectRefused('pinned-key', 'lifetime-too-long', { claims: { exp: NOW + most + 1 } })
})
