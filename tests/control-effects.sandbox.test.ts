import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { EffectInput } from '#core/control/effect'
import { COOL_DOWN } from '#core/key-sources/fetch-pace'
import { controlOf } from './support/controlled.ts'
import { movedClock } from './support/moved-clock.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

// Every effect on every route that a play comes by, and what a real service makes of it.

const clock = movedClock()
let sandbox: TestSandbox
const control = controlOf(() => sandbox)
beforeAll(async () => {
  sandbox = await openTestSandbox({ clock })
})
afterEach(async () => {
  await control.reset()
  expect(sandbox.logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([])
})
afterAll(() => sandbox.close())

/** What somebody who plays is told: a good answer, or the type of the problem. */
type Outcome = 'good' | 'no answer' | 'garbled' | 'too slow' | 'told later' | 'undecided' | 'late'

const OUTCOMES: Record<Outcome, object> = {
  good: { status: 200 },
  'no answer': { status: 502, type: 'urn:jwt-sandbox:problem:peer-unreachable' },
  garbled: { status: 502, type: 'urn:jwt-sandbox:problem:peer-garbled' },
  'too slow': { status: 504, type: 'urn:jwt-sandbox:problem:peer-timeout' },
  'told later': { status: 429, type: 'urn:jwt-sandbox:problem:too-many-requests' },
  undecided: { status: 503, type: 'urn:jwt-sandbox:problem:cannot-decide' },
  late: { status: expect.toBeOneOf([503, 504]) },
}

/** How whoever needs the answer for itself takes it. */
const EFFECTS: [EffectInput, Outcome][] = [
  [{ status: 500 }, 'garbled'],
  [{ status: 403, body: 'no', headers: { 'x-any': 'v' } }, 'garbled'],
  [{ status: 302, headers: { location: 'https://elsewhere.test/' } }, 'garbled'],
  [{ status: 204 }, 'garbled'],
  [{ status: 503 }, 'undecided'],
  [{ delay: '20ms' }, 'good'],
  [{ delay: '5m' }, 'too slow'],
  [{ hang: true }, 'too slow'],
  [{ delay: '20ms', reset: true }, 'no answer'],
  [{ reset: true }, 'no answer'],
  [{ truncated: true }, 'no answer'],
  [{ empty: true }, 'garbled'],
  [{ html: true }, 'garbled'],
  [{ wrongType: true }, 'garbled'],
  [{ limit: '3s' }, 'told later'],
]

/** A callee that cannot ask cannot decide, whatever the reason; its caller may be the first to give up. */
const byCallee = (outcome: Outcome): Outcome =>
  outcome === 'good' ? outcome : outcome === 'too slow' ? 'late' : 'undecided'
/** 200 is all that says that a token was revoked (RFC 7009 §2.2). */
const by200 = (outcome: Outcome, { empty, html, wrongType }: EffectInput): Outcome =>
  empty || html || wrongType ? 'good' : outcome

interface Place {
  at: 'jwt-factory' | 'serviceb' | 'servicec'
  on: string
  path: string
  /** What becomes of the outcome there; the same, when absent. */
  seen?: (outcome: Outcome, effect: EffectInput) => Outcome
  /** Of each kind of effect one is enough here. */
  isBrief?: true
}

const BRIEF = EFFECTS.filter(([effect]) => effect.status === 500 || effect.reset || effect.html || effect.limit)

const PLACES: Place[] = [
  { at: 'jwt-factory', on: 'issueToken', path: '/scenario1', isBrief: true },
  { at: 'jwt-factory', on: 'verify', path: '/scenario1', seen: byCallee },
  { at: 'jwt-factory', on: 'jwks', path: '/scenario5', seen: byCallee },
  { at: 'jwt-factory', on: 'discovery', path: '/scenario7', isBrief: true },
  { at: 'jwt-factory', on: 'token', path: '/scenario7' },
  { at: 'jwt-factory', on: 'introspect', path: '/scenario10', seen: byCallee, isBrief: true },
  { at: 'jwt-factory', on: 'revoke', path: '/scenario10', seen: by200 },
  { at: 'jwt-factory', on: '*', path: '/scenario1', isBrief: true },
  { at: 'serviceb', on: 'scenario8-server', path: '/scenario8' },
  { at: 'serviceb', on: '*', path: '/scenario3', isBrief: true },
]

/** So that a play that waits for nothing ends at all; a good one never takes so long. Milliseconds. */
const LIMIT = { 'too slow': '400', other: '60000' }

describe.each(PLACES)('$on at $at, seen by $path', ({ at, on, path, seen = (outcome) => outcome, isBrief }) => {
  test.each(isBrief ? BRIEF : EFFECTS)('%j', async (effect, usual) => {
    await control.fault(at, { on, effect })
    const outcome = seen(usual, effect)
    const patience = usual === 'too slow' ? LIMIT['too slow'] : LIMIT.other
    const { status, headers, body } = await sandbox.plain('servicea', path, {
      headers: { 'x-request-timeout-ms': patience },
    })
    expect({ status, ...body }).toMatchObject(OUTCOMES[outcome])
    if (outcome === 'told later') expect([headers['retry-after'], body.peer]).toEqual(['3', at])
    if (usual === 'too slow')
      await control.reset() // what hangs is not asked again before its time is over
    else await control.takeBack(at)
    clock.advance({ milliseconds: COOL_DOWN }) // a key set is asked for again
    expect((await sandbox.plain('servicea', path)).status, 'afterwards').toBe(200)
  })
})

test('C, at the end of a chain, is a process like any other', async () => {
  await control.fault('servicec', { on: 'scenario8-server', effect: { reset: true } })
  const { status, body } = await sandbox.plain('servicea', '/scenario8')
  expect({ status, ...body }).toMatchObject({ ...OUTCOMES['no answer'], peer: 'servicec' })
})
