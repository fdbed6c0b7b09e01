import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../../tests/support/any-text.ts'
import { fuzzRuns } from '../../../tests/support/soak-size.ts'
import { TITLES } from '../../token/rejection.ts'
import type { AccessDecision, AskedRequest, Dialect } from '../dialect.ts'
import { decideBy } from '../run-dialect.ts'
import { ATTACKS } from './attacks.fixture.ts'
import { BOUNDARIES } from './boundaries.fixture.ts'
import { goodClaims, GOOD_HEADER, signed, tracedContext, withToken, type KeysAre } from './dialect.fixture.ts'
import { watching } from './watched-dialect.fixture.ts'

/** One dialect as the contract opens it, with a key source that is told what it has. */
export interface OpenedDialect<E> {
  dialect: Dialect<E>
  setKeys(keys: KeysAre): void
}

export interface DialectPromises<E> {
  /** Anew for each test; it trusts the signer of the fixture. */
  open(): OpenedDialect<E>
  /** What gets through, by the gap that lets it: that, and no other; an id of the catalogue is all of its spellings. None for a strict one. */
  letsThrough: Readonly<Record<string, readonly string[]>>
  /** Those that its configuration allows: no gap, and nobody is warned. */
  allows?: readonly string[]
}

const REASONS = [...Object.keys(TITLES), 'no-credentials', 'invalid-request', 'claim-not-allowed', 'cannot-decide']
const log = { warn() {} }

/** What every dialect keeps, whatever system it imitates. */
export function dialectContract<E extends object>(
  name: string,
  { open, letsThrough: byGap, allows = [] }: DialectPromises<E>,
): void {
  const letsThrough = [...Object.values(byGap).flat(), ...allows]

  /** Decides with a trace, and proves on the way what holds for every decision. */
  async function decide(
    { dialect }: Pick<OpenedDialect<E>, 'dialect'>,
    request: AskedRequest,
  ): Promise<AccessDecision> {
    const trace = tracedContext()
    const decision = await decideBy(dialect, request, { context: trace.context, log })
    expectTold(dialect, decision, trace)
    if ('answer' in decision) expectSafe(request, decision)
    return decision
  }

  describe(`the contract of dialects: ${name}`, () => {
    test('it says what it is: names that differ, rules with their source, gaps with a sentence each', () => {
      const { checks, gaps, title } = open().dialect
      expect(new Set(checks.map((check) => check.name)).size).toBe(checks.length)
      for (const { rule } of checks) expect(rule).toMatch(/^(?:RFC \d{4} §|own (?:limit|policy): |as \w+)/)
      expect(new Set(gaps.map(({ id }) => id)).size).toBe(gaps.length)
      for (const { says } of [...gaps, { says: title }]) expect(says).toMatch(/^[A-Z].+/)
      expect(gaps.length > 0 && letsThrough.length === 0).toBe(false)
    })

    test('a good token is believed, and it is told who sent it', async () => {
      expect(await decide(open(), withToken(signed()))).toMatchObject({
        kind: 'believed',
        issuer: 'jwtproxy',
        keyId: 'mykey',
        claims: { iss: 'jwtproxy' },
      })
    })

    test('each check has what it needs from those before it, when a token comes again too', async () => {
      const { dialect } = open()
      const token = signed()
      for (let times = 0; times < 2; times++) {
        const watched = watching(dialect)
        await decideBy(watched.dialect, withToken(token), { context: tracedContext().context, log })
        expect(watched.faults).toEqual([])
      }
      const known = new Set<PropertyKey>(dialect.given)
      const written = watching(dialect)
      await decideBy(written.dialect, withToken(signed()), { context: tracedContext().context, log })
      for (const { needs = [] } of dialect.checks)
        for (const need of needs) expect([...known, ...written.written]).toContain(need)
    })

    test('whatever comes as credentials is refused with a reason, or believed', async () => {
      const opened = open()
      const value = fc.oneof(
        anyText(),
        anyText().map((text) => `Bearer ${text}`),
        fc.constant(`Bearer ${signed()}`),
      )
      const target = fc.oneof(fc.constant('/'), anyText())
      await fc.assert(
        fc.asyncProperty(fc.array(value, { maxLength: 3 }), target, fc.string(), async (authorization, at, method) => {
          await decide(opened, { authorization, target: at, method })
        }),
        { numRuns: fuzzRuns(300) },
      )
    })

    test('whatever the right key signs is refused with a reason, or believed', async () => {
      const opened = open()
      const members = fc.dictionary(
        fc.constantFrom('alg', 'kid', 'typ', 'crit', 'b64', 'iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'cnf', 'x'),
        fc.oneof(fc.constantFrom(...Object.values(goodClaims()), 'RS256', null, '', -1, 1e308, [], {}), fc.jsonValue()),
        { maxKeys: 4 },
      )
      await fc.assert(
        fc.asyncProperty(members, members, fc.boolean(), async (head, body, isWhole) => {
          const header = isWhole ? GOOD_HEADER : { ...GOOD_HEADER, ...head }
          await decide(opened, withToken(signed(header, { ...goodClaims(), ...body })))
        }),
        { numRuns: fuzzRuns(300) },
      )
    })

    test.each([...ATTACKS, ...BOUNDARIES])(
      '$name: refused, or on the list of its gaps',
      async ({ id, name, token }) => {
        const opened = open()
        const { kind } = await decide(opened, withToken(token))
        expect(kind === 'believed').toBe(letsThrough.includes(name) || letsThrough.includes(id))
        if (opened.dialect.gaps.length === 0) expect(kind).not.toBe('undecided')
      },
    )

    test('whatever gets through goes by a gap that the dialect names, and by one alone', () => {
      expect(open().dialect.gaps.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(byGap)))
      expect(new Set(letsThrough).size).toBe(letsThrough.length)
      for (const [gap, attacks] of Object.entries(byGap)) expect(attacks.length, gap).toBeGreaterThan(0)
    })

    test('what is on the list of its gaps is an attack', () => {
      const sent = [...ATTACKS, ...BOUNDARIES].flatMap(({ id, name }) => [id, name])
      expect(sent).toEqual(expect.arrayContaining([...letsThrough]))
    })

    test.each(['away', 'unknown'] as const)(
      'nobody gets in while the keys are %s, and then they do again',
      async (keys) => {
        const opened = open()
        opened.setKeys(keys)
        const { kind } = await decide(opened, withToken(signed()))
        expect(kind).toBe(keys === 'away' ? 'undecided' : 'refused')
        opened.setKeys('there')
        expect((await decide(opened, withToken(signed()))).kind).toBe('believed')
      },
    )

    test('a bug is none of its refusals: it goes on to whoever asked', async () => {
      const { dialect } = open()
      const [first, ...rest] = dialect.checks
      const broken = { name: 'broken', rule: 'own limit: none', run: () => { throw new RangeError('a bug') } } // prettier-ignore
      const checks = [...(first ? [first] : []), broken, ...rest]
      const asked = decideBy({ ...dialect, checks }, withToken(signed()), { context: tracedContext().context, log })
      await expect(asked).rejects.toThrow(RangeError)
    })
  })
}

/** The trace has every check once, in order: those before the one that failed as passed or skipped, those after it as skipped. */
function expectTold<E>(dialect: Dialect<E>, decision: AccessDecision, trace: ReturnType<typeof tracedContext>): void {
  const told = trace.checks()
  const names = dialect.checks.map((check) => check.name)
  const tokens = told.length / names.length
  expect(told.map(({ check }) => check)).toEqual(Array.from({ length: tokens }, () => names).flat())
  const steps = (end: string) => [...Array.from({ length: tokens }, () => 'checks'), end]
  const at = told.findIndex(({ outcome }) => outcome === 'failed')
  if (decision.kind === 'open') {
    expect(dialect.each).toBeDefined()
    expect(trace.verbs()).toEqual(['goes-by'])
    return
  }
  if (decision.kind === 'believed') {
    expect(at).toBe(-1)
    expect(trace.verbs()).toEqual(steps('believes'))
    return
  }
  expect(told[at]).toMatchObject({ check: decision.check, reason: decision.reason })
  expect(told.slice(at + 1).every(({ outcome }) => outcome === 'skipped')).toBe(true)
  expect(told.slice(0, at).some(({ outcome }) => outcome === 'failed')).toBe(false)
  expect(at).toBeGreaterThanOrEqual(told.length - names.length) // it ends with the first token that is refused
  expect(trace.verbs()).toEqual(steps(decision.kind === 'undecided' ? 'fails' : 'refuses'))
}

/** The reason is one of the vocabulary; the answer fits a wire and has nothing of what was sent. */
function expectSafe({ authorization }: AskedRequest, decision: Extract<AccessDecision, { reason: string }>): void {
  const { reason, answer } = decision
  expect(REASONS).toContain(reason)
  expect(decision.kind === 'undecided').toBe(reason === 'cannot-decide')
  expect(answer.status).toBeGreaterThanOrEqual(400)
  const lines = Object.entries(answer.headers).map(([header, value]) => `${header}: ${value}`)
  for (const line of lines) expect(line).toMatch(/^[a-z-]+: [\x20-\x7e]*$/)
  const text = [...lines, answer.body].join('\n')
  const sent = authorization.flatMap((value) => value.split(/[\s.]/)).filter((part) => part.length >= 16)
  for (const part of sent) expect(text).not.toContain(part)
  expect(text).not.toContain('10.0.0.1')
}
