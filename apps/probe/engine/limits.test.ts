import { expect, test } from 'vitest'
import { manualClock, systemClock, type Clock } from '#core/clock'
import type { Outcome } from '../answer.ts'
import { slowingSender } from './limits.ts'
import { runCatalogue } from './run-catalogue.ts'
import * as target from './target.fixture.ts'

const { answeredWith, askStrict, bearerOf, casesNamed, claimsOf, runOf, senderOf, tokenOf } = target

/** Time passes only where somebody waits for it. */
function waitingClock(): { clock: Clock; waited: number[] } {
  const manual = manualClock(0)
  const waited: number[] = []
  const delay: Clock['delay'] = async (milliseconds) => {
    waited.push(milliseconds)
    manual.advance({ milliseconds })
  }
  return { clock: { ...systemClock, monotonic: manual.monotonic, delay }, waited }
}

/** Has enough of all who come sooner than so long after the one before. */
function limitedBy(milliseconds: number, clock: Clock, said: Outcome) {
  let last = -Infinity
  return async () => {
    const isSoon = clock.monotonic() - last < milliseconds
    if (!isSoon) last = clock.monotonic()
    return isSoon ? said : answeredWith(401)
  }
}

test.each([429, 408, 503])(
  'who answers %s to who comes too soon is asked again, and slower from then on',
  async (status) => {
    const { clock, waited } = waitingClock()
    const sender = slowingSender(senderOf(limitedBy(90, clock, answeredWith(status))), clock)
    for (let count = 0; count < 8; count++)
      expect(await sender.send(bearerOf({ sub: 'servicea' }))).toMatchObject({ answer: { status: 401 } })
    expect(waited.slice(-2)).toEqual([100, 100])
  },
)

test('a 503 that stays is the own one of a target: it is told, and nobody is slower for it', async () => {
  const { clock, waited } = waitingClock()
  const sender = slowingSender(
    senderOf(async () => answeredWith(503)),
    clock,
  )
  for (let count = 0; count < 2; count++)
    expect(await sender.send(bearerOf({}))).toMatchObject({ answer: { status: 503 } })
  expect(waited).toEqual([1000, 2000, 4000, 1000, 2000, 4000])
})

test('a limiter before a strict service makes no finding', async () => {
  const { clock } = waitingClock()
  const isFree = limitedBy(90, clock, answeredWith(503))
  const cases = casesNamed('sig-random', 'exp-past', 'aud-other-service', 'seg-four')
  const report = await runCatalogue(
    runOf(
      cases,
      async (request) => {
        const said = await isFree()
        return said.kind === 'answered' && said.answer.status === 503 ? said : askStrict(request)
      },
      { clock },
    ),
  )
  expect(report.cases.map(({ verdict }) => verdict)).toEqual(cases.map(() => 'refused'))
})

test('where a limiter refuses everybody as if tokens were bad, no refusal of that family is trusted', async () => {
  let count = 0
  const cases = casesNamed('sig-random', 'sig-empty', 'exp-past')
  const report = await runCatalogue(
    runOf(cases, async (request) => {
      const isBad = claimsOf(tokenOf(request))['exp'] === undefined || (await isRefused(request))
      if (isBad && tokenOf(request)?.includes('.') === true) count++
      return count === 3 || count === 4 ? (count++, answeredWith(403, { error: 'slow down' })) : askStrict(request)
    }),
  )
  expect(report.stopped).toBeUndefined()
  const doubted = report.cases.filter(({ verdict }) => verdict === 'inconclusive')
  expect(doubted.length).toBeGreaterThan(0)
  expect(doubted[0]?.reason).toMatch(/refused a good token in between.*--rate N/)
})

async function isRefused(request: Parameters<typeof askStrict>[0]): Promise<boolean> {
  const said = await askStrict(request)
  return said.kind === 'answered' && said.answer.status !== 200
}
