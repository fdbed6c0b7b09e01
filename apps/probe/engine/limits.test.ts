import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { manualClock, systemClock, type Clock } from '#core/clock'
import type { Outcome } from '../answer.ts'
import { GARBAGE } from './control-requests.ts'
import { beginControls } from './controls.ts'
import { slowingSender } from './limits.ts'
import { createLookout } from './lookout.ts'
import { createRunEnding } from './run-ending.ts'
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

test('a 503 that stays is the own one of a target: it is told, nobody is slower for it, and soon it is asked for once more alone', async () => {
  const { clock, waited } = waitingClock()
  const sender = slowingSender(
    senderOf(async () => answeredWith(503)),
    clock,
  )
  for (let count = 0; count < 4; count++)
    expect(await sender.send(bearerOf({}))).toMatchObject({ answer: { status: 503 } })
  expect(waited).toEqual([1000, 2000, 4000, 1000, 2000, 4000, 1000, 1000])
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

test('where a limiter refuses everybody as if tokens were bad, no refusal of that family is trusted: it is sent again', async () => {
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
  expect(report.cases.map(({ verdict }) => verdict)).toEqual(cases.map(() => 'refused'))
  const ofFamily = report.cases.filter(({ family }) => family === 'signature')
  expect(ofFamily.every(({ remarks }) => remarks.some((each) => /sent again, slower/.test(each)))).toBe(true)
})

/** Refuses everybody for a second after so many requests, in the words of the service itself. */
function refusingLimiter(most: number, clock: Clock, isOverAfter: number) {
  let count = 0
  let until = 0
  return () => {
    if (clock.monotonic() < until) return true
    if (++count % most !== 0) return false
    until = clock.monotonic() + isOverAfter
    return true
  }
}

/** Looks at no date. */
const askLax: typeof askStrict = async (request) => {
  const { exp, nbf, iat } = claimsOf(tokenOf(request))
  const now = target.world.now()
  const isInTime = Number(exp) > now && Number(nbf ?? now) <= now && Number(iat) <= now
  return isInTime || tokenOf(request)?.includes('.') !== true ? askStrict(request) : target.letIn()
}

const TIME_CASES = CATALOGUE.filter(({ family, needs }) => family === 'time' && !needs.includes('time'))

test.each([500, 1000])(
  'a limiter that refuses for %i ms as the service does hides nothing: what it refused is sent again',
  async (isOverAfter) => {
    const { clock } = waitingClock()
    const report = await runCatalogue(runOf(TIME_CASES, askLax, { clock }))
    const found = report.cases.filter(({ finding }) => finding).map(({ id }) => id)
    expect(found).toContain('exp-past')
    const slow = waitingClock().clock
    const isLimited = refusingLimiter(21, slow, isOverAfter)
    const send: typeof askStrict = async (request) => {
      await slow.delay(20)
      return askLax(isLimited() ? GARBAGE : request)
    }
    const limited = await runCatalogue(runOf(TIME_CASES, send, { clock: slow }))
    expect(limited.stopped).toBeUndefined()
    for (const { id, verdict, finding } of limited.cases)
      if (found.includes(id)) expect([id, verdict === 'inconclusive' || finding !== undefined]).toEqual([id, true])
      else expect([id, finding]).toEqual([id, undefined])
    expect(limited.cases.filter(({ finding }) => finding).length).toBeGreaterThan(found.length / 2)
  },
)

test('a token that may be used once, and a 503 after it was used, make no wrong verdict', async () => {
  const { clock } = waitingClock()
  const used = new Set<unknown>()
  let count = 0
  const send: typeof askStrict = async (request) => {
    const { jti, aud } = claimsOf(tokenOf(request))
    if (jti !== undefined && used.has(jti)) return target.refusal('replayed')
    const said = aud === target.world.target.otherAudience ? target.letIn() : await askStrict(request)
    if (said.kind !== 'answered' || said.answer.status !== 200) return said
    used.add(jti)
    return ++count % 4 === 3 ? answeredWith(503) : said
  }
  const cases = casesNamed('aud-other-service', 'sig-random', 'exp-past', 'ok-es256', 'ok-aud-array')
  const report = await runCatalogue(runOf(cases, send, { clock }))
  expect(report.stopped).toBeUndefined()
  expect(report.cases.map(({ id, verdict, finding }) => [id, verdict, finding !== undefined])).toEqual(
    cases.map(({ id, family }) =>
      id === 'aud-other-service' ? [id, 'believed', true] : [id, family === 'good' ? 'believed' : 'refused', false],
    ),
  )
})

test('who says when to come again is left alone until then, for a minute at most', async () => {
  const { clock, waited } = waitingClock()
  const said = answeredWith(429, '', ['retry-after', '9999'])
  const sender = slowingSender(
    senderOf(async () => said),
    clock,
  )
  await sender.send(bearerOf({}))
  await sender.send(bearerOf({}))
  expect(Math.max(...waited)).toBe(60_000)
  expect(waited.filter((each) => each > 10_000)).toEqual([60_000, 60_000])
})

async function isRefused(request: Parameters<typeof askStrict>[0]): Promise<boolean> {
  const said = await askStrict(request)
  return said.kind === 'answered' && said.answer.status !== 200
}

test('after ten refusals the good token is looked at, though they look like that to garbage', async () => {
  const { clock } = waitingClock()
  let goods = 0
  const send: typeof askStrict = async (request) =>
    askStrict(tokenOf(request)?.includes('.') === true && goods++ === 0 ? GARBAGE : request)
  const { issuerSide, target: at } = runOf([], send)
  const { yardstick } = await beginControls({ sender: senderOf(askStrict), issuerSide, target: at })
  const parts = { sender: senderOf(send), issuerSide, target: at, clock, yardstick, where: () => '' }
  const lookout = createLookout({ ...parts, ending: createRunEnding(undefined) })
  const sender = lookout.watchedSender(senderOf(send))
  for (let count = 0; count < 9; count++) await sender.send(GARBAGE)
  expect(goods).toBe(0)
  await sender.send(GARBAGE)
  expect([goods, lookout.takeDoubt()]).toEqual([2, true])
})
