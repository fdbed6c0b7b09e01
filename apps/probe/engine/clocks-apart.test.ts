import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import type { Outcome } from '../answer.ts'
import { watchClockStep } from './clock-step.ts'
import { sayAhead, secondsAhead } from './clocks-apart.ts'
import { runCatalogue } from './run-catalogue.ts'
import * as target from './target.fixture.ts'

const { answerOf, askStrict, casesNamed, claimsOf, runOf, tokenOf } = target
const CASES = casesNamed('sig-random', 'exp-past', 'aud-other-service')

/** A target whose clock is ahead by so many seconds, and that allows none. */
const aheadBy =
  (ahead: number, ...headers: [string, string][]) =>
  async (request: Parameters<typeof askStrict>[0]): Promise<Outcome> => {
    const { exp, nbf, iat } = claimsOf(tokenOf(request))
    const now = target.world.now() + ahead
    const isGood = Number(exp) > now && Number(nbf ?? 0) <= now && Number(iat ?? 0) <= now
    if (isGood) return target.letIn()
    if (tokenOf(request) === undefined) return askStrict(request)
    return { kind: 'answered', answer: answerOf(401, 'no', ...headers) }
  }

const dateOf = (ahead: number): [string, string] => [
  'date',
  new Date((target.world.now() + ahead) * 1000).toUTCString(),
]

test.each<[string, number, [string, string][], RegExp]>([
  ['behind, and shows it', -20, [dateOf(-20)], /The clocks differ.*300 s earlier.*seems to be (?:19|20|21) s behind/],
  ['behind, and shows no Date', -20, [], /The clocks differ.*300 s earlier/],
  ['an hour behind', -3600, [], /The clocks differ.*no nbf and no iat/],
  ['an hour ahead', 3600, [dateOf(3600)], /The clocks differ.*ends a day later.*(?:3599|3600|3601) s ahead of/],
])('a good token that is refused by a clock that is %s is told so', async (_what, ahead, headers, why) => {
  await expect(runCatalogue(runOf(CASES, aheadBy(ahead, ...headers)))).rejects.toThrow(why)
})

test('who refuses for another reason, and has the time of the issuer, is not told of clocks', async () => {
  const run = runCatalogue(runOf(CASES, async () => ({ kind: 'answered', answer: answerOf(401, 'no', dateOf(1)) })))
  await expect(run).rejects.toThrow(/trust this issuer/)
  await expect(run).rejects.not.toThrow(/clock/)
})

test('a header that is no date says nothing', () => {
  expect(secondsAhead(answerOf(401, '', ['date', 'soon']), 0)).toBeUndefined()
  expect(sayAhead(2)).toBeUndefined()
})

test('when the clock of this machine is set, that is the reason, and not a lock-out', async () => {
  const clock = { ...target.NO_WAITING, ahead: 0, now: () => Date.now() + clock.ahead }
  let asked = 0
  const send = async (request: Parameters<typeof askStrict>[0]) => {
    if (++asked < 12) return askStrict(request)
    clock.ahead = 90_000
    return target.refusal('locked')
  }
  const { stopped } = await runCatalogue(runOf(CASES, send, { clock }))
  expect(stopped).toMatch(/clock of this machine was set forward by 90\.\d s.*401/)
})

test('small corrections are none, and a crash is a crash', () => {
  const clock = manualClock(0)
  const byClock = watchClockStep(clock)
  clock.advance({ seconds: 30 })
  clock.set(30_900)
  expect(byClock('the target locked us out')).toBe('the target locked us out')
  clock.set(10_000)
  expect(byClock('the target locked us out')).toMatch(/set back by 20\.0 s/)
  expect(byClock('the target crashed: it is gone')).toBe('the target crashed: it is gone')
})
