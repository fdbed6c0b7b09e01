import { expect, test } from 'vitest'
import type { AttackRequest } from '#attacks'
import { manualClock, systemClock, type Clock } from '#core/clock'
import type { Outcome } from '../answer.ts'
import { runCatalogue } from './run-catalogue.ts'
import { askStrict, casesNamed, claimsOf, letIn, runOf, tokenOf, world } from './target.fixture.ts'

const DROPPED: Outcome = { kind: 'dropped', detail: 'it closed the connection without an answer' }

/** Time passes only where somebody waits for it, and each request takes some. */
function passingClock(): Clock {
  const manual = manualClock(0)
  const delay: Clock['delay'] = async (milliseconds) => void manual.advance({ milliseconds })
  return { ...systemClock, monotonic: manual.monotonic, delay }
}

/** Has room for so many; one more has room after each 100 ms. */
function room(clock: Clock, most: number) {
  let left = most
  let last = clock.monotonic()
  return () => {
    left = Math.min(most, left + Math.floor((clock.monotonic() - last) / 100))
    last = clock.monotonic()
    return left > 0 && left-- > 0
  }
}

const CASES = casesNamed('aud-other-service', 'sig-random', 'sig-empty', 'exp-past', 'seg-four', 'seg-one', 'alg-none')

const isOther = (request: AttackRequest) => claimsOf(tokenOf(request))['aud'] === world.target.otherAudience

test('what a limiter ends the connection of is asked again, slowly, and judged by what is answered then', async () => {
  const clock = passingClock()
  const hasRoom = room(clock, 9)
  const { cases, stopped } = await runCatalogue(
    runOf(
      CASES,
      async (request) => {
        if (!hasRoom()) return DROPPED
        return isOther(request) ? letIn() : askStrict(request)
      },
      { clock },
    ),
  )
  expect(stopped).toBeUndefined()
  expect(cases.map(({ id, verdict }) => [id, verdict])).toEqual(
    CASES.map(({ id }) => [id, id === 'aud-other-service' ? 'believed' : 'refused']),
  )
  expect(cases.some(({ remarks }) => remarks.some((each) => /ended the connection without an answer at first/.test(each)))).toBe(true) // prettier-ignore
})

test('who ends the connection of one case again, alone and slowly, has crashed', async () => {
  const { cases } = await runCatalogue(
    runOf(CASES, async (request) => (tokenOf(request)?.split('.').length === 4 ? DROPPED : askStrict(request)), {
      clock: passingClock(),
    }),
  )
  expect(cases.filter(({ verdict }) => verdict === 'crashed').map(({ id }) => id)).toEqual(['seg-four'])
})
