import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { movedClock } from './support/moved-clock.ts'
import { playsOf, type Step } from './support/plays.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

/** It stands still but for what a test moves: so that nobody waits for a cool-down that the test before caused. */
const clock = movedClock()
let sandbox: TestSandbox
let issuer: string
beforeAll(async () => {
  sandbox = await openTestSandbox({ clock })
  issuer = `https://localhost:${sandbox.factory.tlsPort}`
})
beforeEach(() => clock.advance({ seconds: 2 }))
afterAll(() => sandbox.close())

const { play, trace } = playsOf(() => sandbox)

const believedBy = ({ valid, claims, servicec }: Answered) => [valid, claims.jti, servicec.valid, servicec.claims.jti]

interface Answered {
  valid: boolean
  claims: { jti: string }
  servicec: Answered
}

describe.each([5, 6, 7, 8, 9, 10])('scenario %i', (number) => {
  test('?expired=1: B refuses every token of A', async () => {
    const answer = await play(`/scenario${number}?expired=1`)
    const [first] = 'valid' in answer ? [answer] : Object.values<{ valid: boolean; reason: string }>(answer)
    expect(first).toMatchObject({ valid: false, reason: 'expired' })
  })

  test('its variants are explained in the index of A', async () => {
    const { variants } = await play('/')
    expect(Object.keys(variants).filter((name) => name.startsWith(`scenario${number}?`))).not.toEqual([])
  })
})

describe('scenario 7, client credentials', () => {
  test('A gets an access token by RFC 9068, with its own key', async () => {
    expect(await play('/scenario7')).toEqual({
      valid: true,
      claims: {
        iss: issuer,
        sub: 'servicea',
        aud: 'serviceb',
        client_id: 'servicea',
        iat: expect.any(Number),
        exp: expect.any(Number),
        jti: expect.any(String),
      },
    })
  })

  test('it finds the factory by discovery', async () => {
    const asked = (await trace('/scenario7')).filter(({ who, to }) => who === 'servicea' && to === 'jwt-factory')
    expect(asked.map(({ what }) => what)).toEqual([
      expect.stringContaining('where its routes are'),
      expect.stringContaining('access token'),
    ])
  })

  test('?secret=1: both ways side by side', async () => {
    const { byKey, bySecret } = await play('/scenario7?secret=1')
    expect([byKey.valid, bySecret.valid]).toEqual([true, true])
    expect({ ...bySecret.claims, jti: '', iat: 0, exp: 0 }).toEqual({ ...byKey.claims, jti: '', iat: 0, exp: 0 })
  })

  test('?forbidden=1: the factory gives A no token for C', async () => {
    expect(await play('/scenario7?forbidden=1')).toMatchObject({ valid: false, refused: { error: 'invalid_target' } })
  })
})

describe('scenario 8, one audience per hop', () => {
  test('each hop has its own token: C sees B', async () => {
    const { claims, servicec } = await play('/scenario8')
    expect(claims).toMatchObject({ sub: 'servicea', aud: 'serviceb' })
    expect(servicec).toMatchObject({ valid: true, claims: { sub: 'serviceb', aud: 'servicec' } })
  })

  test('?pass-through=1: C refuses the token of A', async () => {
    const { valid, servicec } = await play('/scenario8?pass-through=1')
    expect(valid).toBe(true)
    expect(servicec).toMatchObject({ valid: false, reason: 'wrong-audience' })
  })

  test('?expired=servicec: only the second hop fails', async () => {
    const { valid, servicec } = await play('/scenario8?expired=servicec')
    expect(valid).toBe(true)
    expect(servicec).toMatchObject({ valid: false, reason: 'expired' })
  })

  test('the trace tells all three in the order of cause and effect', async () => {
    const steps = await trace('/scenario8')
    const believes = steps.filter(({ verb, what }) => verb === 'believes' && what === 'the token').map(({ who }) => who)
    expect(believes).toEqual(['serviceb', 'servicec'])
  })

  test('?reuse=1: a kept token that is no longer believed is dropped, and another one asked for, once', async () => {
    const first = await play('/scenario8?reuse=1')
    expect(believedBy(await play('/scenario8?reuse=1'))).toEqual(believedBy(first))
    const { kid } = (await sandbox.get('jwt-factory', '/keys')).body
    await sandbox.send('jwt-factory', 'DELETE', `/keys/${kid}`)
    clock.advance({ minutes: 2 }) // B and C fetch the key set again
    const second = await play('/scenario8?reuse=1')
    expect(second).toMatchObject({ valid: true, servicec: { valid: true } })
    expect(second.claims.jti).not.toBe(first.claims.jti)
    expect(second.servicec.claims.jti).not.toBe(first.servicec.claims.jti)
    expect(believedBy(await play('/scenario8?reuse=1'))).toEqual(believedBy(second))
  })

  test('?stubborn=1: a kept token that is no longer believed is refused until its time is over', async () => {
    const path = '/scenario8?stubborn=1'
    await play(path)
    const { kid } = (await sandbox.get('jwt-factory', '/keys')).body
    await sandbox.send('jwt-factory', 'DELETE', `/keys/${kid}`)
    clock.advance({ minutes: 2 }) // B and C fetch the key set again
    for (const _ of [1, 2]) expect(await play(path)).toMatchObject({ valid: false, reason: 'revoked-key' })
    clock.advance({ hours: 1 })
    expect(await play(path)).toMatchObject({ valid: true, servicec: { valid: true } })
  })
})

describe('scenario 9, on behalf of', () => {
  test('C sees both: A as the subject and B as the actor', async () => {
    const { claims, servicec } = await play('/scenario9')
    expect(claims).toMatchObject({ sub: 'servicea', aud: 'serviceb', scope: 'orders.read' })
    expect(claims).not.toHaveProperty('act')
    expect(servicec).toMatchObject({
      valid: true,
      claims: {
        sub: 'servicea',
        aud: 'servicec',
        client_id: 'serviceb',
        scope: 'orders.read',
        act: { sub: 'serviceb' },
      },
    })
    expect(servicec.claims.exp).toBeLessThanOrEqual(claims.exp)
  })

  test('?wider-scope=1: B gets no rights that A did not have', async () => {
    const answer = await play('/scenario9?wider-scope=1')
    expect(answer).toMatchObject({ valid: true, refused: { by: 'jwt-factory', error: 'invalid_scope' } })
    expect(answer).not.toHaveProperty('servicec')
  })
})

describe('scenario 10, revocation', () => {
  test('after the revocation introspection says no at once, local verification still says yes', async () => {
    const { before, after, trace } = await play('/scenario10?trace=1')
    expect(before).toMatchObject({ valid: true, locally: { valid: true } })
    expect(after).toMatchObject({ valid: false, reason: 'revoked-token', locally: { valid: true } })
    expect(before.claims).not.toHaveProperty('token_type')
    expect(after.claims).toEqual({})
    const told = trace
      .filter(({ who, verb }: Step) => who === 'serviceb' && ['believes', 'refuses'].includes(verb))
      .map(({ verb, what }: Step) => `${verb} ${what}`)
    expect(told).toEqual([
      'believes the token by itself',
      'believes what the factory says: the token is active',
      'believes the token by itself',
      'refuses the token, as the factory says',
    ])
    const signatures = trace.flatMap(({ who, what, checks = [] }: Step) =>
      who === 'serviceb' && what === 'the token by itself' ? checks.filter(({ check }) => check === 'signature') : [],
    )
    expect(signatures.map(({ cached }: { cached?: true }) => cached)).toEqual([undefined, true])
  })

  test('?not-mine=1: B cannot revoke the token of A', async () => {
    const { before, after } = await play('/scenario10?not-mine=1')
    expect(before).toMatchObject({ valid: true, refused: { error: 'unauthorized_client' } })
    expect(after.valid).toBe(true)
  })
})

test.each([7, 8, 9, 10])('the access token of scenario %i needs TLS', async (number) => {
  expect((await sandbox.plain('serviceb', `/scenario${number}-server`)).status).toBe(403)
})
