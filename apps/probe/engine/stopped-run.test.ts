import { describe, expect, test } from 'vitest'
import { CannotBeMade, CATALOGUE } from '#attacks'
import { systemClock, waitingClock } from '#core/clock'
import { isSilent, type Outcome } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { runCatalogue } from './run-catalogue.ts'
import * as target from './target.fixture.ts'

const { askStrict, casesNamed, runOf, sideOf, tokenOf } = target

const GONE: Outcome = { kind: 'unreachable', detail: 'nobody listens there' }
const HUNG: Outcome = { kind: 'hung', milliseconds: 5000 }
const KEY_SET_CASES = CATALOGUE.filter(({ needs }) => needs.includes('key-set'))

/** The issuer publishes, and nobody reads it for a minute. */
function unreadSide(clock: ReturnType<typeof waitingClock>) {
  let published = 0
  const publish: IssuerSide['publish'] = async () => {
    published++
    return { isRead: () => clock.delay(60_000).then(() => false), restore: async () => {} }
  }
  const side = sideOf({ publish, has: new Set([...sideOf().has, 'key-set']) })
  return { side, published: () => published }
}

describe('a target that does not hold out in the middle of a family', () => {
  test.each<[string, Outcome, RegExp]>([
    ['dies', GONE, /^In the family \w+ the target crashed: nobody answers any more/],
    ['hangs', HUNG, /^In the family \w+ the target crashed or is busy/],
    ['locks us out', target.refusal('locked'), /^In the family \w+ the target locked us out/],
  ])('%s: no case with another key set waits for it', async (_what, outcome, why) => {
    expect(KEY_SET_CASES.length).toBeGreaterThan(5)
    const clock = waitingClock(0)
    const { side, published } = unreadSide(clock)
    let asked = 0
    const send = async (request: Parameters<typeof askStrict>[0]) => (++asked > 4 ? outcome : askStrict(request))
    const report = await runCatalogue(runOf(KEY_SET_CASES, send, { clock, issuerSide: side }))
    expect(report.stopped).toMatch(why)
    expect(published()).toBe(0)
    expect(clock.monotonic()).toBeLessThan(10_000)
    expect(report.summary.byVerdict['not-run']).toBe(KEY_SET_CASES.length)
  })

  test('dies while it should read another key set: that is not waited for, and the next case is not begun', async () => {
    const clock = waitingClock(0)
    const { side, published } = unreadSide(clock)
    const send: typeof askStrict = async (request) => (published() > 0 ? GONE : askStrict(request))
    const report = await runCatalogue(runOf(KEY_SET_CASES, send, { clock, issuerSide: side }))
    expect(published()).toBe(1)
    expect(clock.waits.filter((each) => each < 60_000).length).toBeLessThan(6)
    expect(report.stopped).toMatch(/^In the family \w+ the target crashed: nobody answers any more/)
  })

  test('hangs from some request on: not every case waits for it, and the one that did it is found', async () => {
    const cases = CATALOGUE.filter(({ family }) => family === 'signature')
    let asked = 0
    const report = await runCatalogue(
      runOf(
        cases,
        async (request) => {
          return ++asked > 12 ? HUNG : askStrict(request)
        },
        { clock: systemClock },
      ),
    )
    expect(report.stopped).toMatch(/^In the family signature the target crashed or is busy/)
    expect(report.summary.byVerdict.hung).toBeGreaterThan(0)
    expect(asked).toBeLessThan(60)
    expect(report.cases.filter(({ verdict }) => verdict === 'refused')).toEqual([])
  })
})

describe('an issuer that goes away', () => {
  test('ends the run, and what was found before is in the report', async () => {
    let isThere = true
    const hand = target.world.issuer ?? expect.fail('there is no issuer')
    const issuer = {
      ...hand,
      sign: (...its: Parameters<typeof hand.sign>) => {
        if (isThere) return hand.sign(...its)
        throw new CannotBeMade('jwt-factory does not answer')
      },
    }
    const cases = casesNamed('exp-past', 'aud-other-service', 'sig-random')
    const send: typeof askStrict = async (request) => {
      const { exp } = target.claimsOf(tokenOf(request))
      return Number(exp) < target.world.now() ? target.letIn() : askStrict(request)
    }
    const report = await runCatalogue(
      runOf(cases, send, {
        issuerSide: sideOf({}, { ...target.world, issuer }),
        onControl: ({ at }) => void (at === 'after time' && (isThere = false)),
      }),
    )
    expect(report.stopped).toMatch(/no good token can be made any more: jwt-factory does not answer/)
    expect(report.cases.map(({ verdict, finding }) => [verdict, finding !== undefined])).toEqual([
      ['refused', false],
      ['believed', true],
      ['not-run', false],
    ])
  })
})

describe('a person who wants no more of it', () => {
  test('has what was found so far at once, though a request and a wait are under way', async () => {
    const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<string>()
    const cases = casesNamed('sig-random', 'exp-past', 'aud-other-service')
    const begin = performance.now()
    const report = await runCatalogue(
      runOf(
        cases,
        async (request) => {
          const claims = target.claimsOf(tokenOf(request))
          if (claims['aud'] !== target.world.target.otherAudience) return askStrict(request)
          interrupt('It was interrupted.')
          return new Promise(() => {})
        },
        { interrupted, clock: systemClock },
      ),
    )
    expect(performance.now() - begin).toBeLessThan(5000)
    expect(report.stopped).toBe('It was interrupted.')
    expect(report.cases.map(({ verdict }) => verdict)).toEqual(['refused', 'refused', 'inconclusive'])
  })

  test('changes nothing at the issuer any more', async () => {
    const done: string[] = []
    const { promise: interrupted, resolve: interrupt } = Promise.withResolvers<string>()
    const issuerSide = sideOf({
      has: new Set([...sideOf().has, 'time']),
      moveClock: async (seconds) => {
        done.push(`${seconds}`)
        interrupt('It was interrupted.')
      },
    })
    const cases = CATALOGUE.filter(({ needs, family }) => needs.includes('time') && family === 'life')
    const report = await runCatalogue(runOf(cases, askStrict, { issuerSide, interrupted, clock: systemClock }))
    expect(done).toHaveLength(1)
    expect(report.stopped).toBe('It was interrupted.')
  })

  test('before the first control: there is nothing to report', async () => {
    const run = runOf(casesNamed('sig-random'), () => new Promise(() => {}), {
      interrupted: Promise.resolve('Enough.'),
    })
    await expect(runCatalogue(run)).rejects.toThrow('Enough.')
  })
})

test('an outcome is silent where nothing came back', () => {
  expect([GONE, HUNG, target.letIn()].map(isSilent)).toEqual([true, true, false])
})
