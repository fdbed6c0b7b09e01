import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { movedClock } from './support/moved-clock.ts'
import { failures, playsOf, type Step } from './support/plays.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

/** It stands still but for what a test moves: so that nobody waits for a cool-down that the test before caused. */
const clock = movedClock()
let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox({ clock })
})
beforeEach(() => clock.advance({ seconds: 2 }))
afterAll(() => sandbox.close())

const { play } = playsOf(() => sandbox)

describe('scenario 5, key set', () => {
  test('B believes the token without asking about it', async () => {
    await play('/scenario5')
    const answer = await play('/scenario5?trace=1')
    expect(answer).toMatchObject({ valid: true, claims: { iss: 'https://jwt-factory/', aud: 'serviceb' } })
    const asked = answer.trace.filter(({ who, to }: Step) => who === 'serviceb' && to === 'jwt-factory')
    expect(asked).toEqual([])
  })

  test('B refuses a token for C', async () => {
    expect(await play('/scenario5?wrong-audience=1')).toMatchObject({ valid: false, reason: 'wrong-audience' })
  })

  test('the same token again: the signature is remembered, everything else is checked', async () => {
    const { text: token } = await sandbox.post('jwt-factory', '/issueToken/servicea', { body: { aud: 'serviceb' } })
    const traceId = 'a'.repeat(32)
    const headers = { authorization: `Bearer ${token}`, traceparent: `00-${traceId}-${'b'.repeat(16)}-01` }
    for (let call = 0; call < 2; call++) await sandbox.get('serviceb', '/scenario5-server', { headers })
    const { body } = await sandbox.get('serviceb', `/traces/${traceId}`)
    const signatures = body.flatMap(({ steps }: { steps: Step[] }) =>
      steps.flatMap(({ checks = [] }) => checks.filter(({ check }) => check === 'signature')),
    )
    expect(signatures.map(({ cached }: { cached?: true }) => cached)).toEqual([undefined, true])
    const atC = await sandbox.get('servicec', '/scenario5-server', { headers })
    expect(atC.body).toMatchObject({ valid: false, reason: 'wrong-audience' })
  })
})

describe('scenario 6, rotation', () => {
  test('a token of the retired key stays good, and B learns the new key when it meets it', async () => {
    const { before, meanwhile, after, late } = await play('/scenario6')
    expect([before.valid, meanwhile.valid, after.valid, late.valid]).toEqual([true, true, true, true])
    expect(late.claims.jti).toBe(before.claims.jti)
    expect(after.claims.jti).not.toBe(before.claims.jti)
  })

  test('?emergency=1: B believes the revoked key until it fetches, and then says "revoked", not "unknown"', async () => {
    const { before, meanwhile, after, late, trace } = await play('/scenario6?emergency=1&trace=1')
    expect([before.valid, meanwhile.valid, after.valid]).toEqual([true, true, true])
    expect(late).toMatchObject({ valid: false, reason: 'revoked-key' })
    expect(failures(trace)).toEqual(['serviceb key: revoked-key'])
  })
})
