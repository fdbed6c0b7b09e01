import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { waitingClock } from '#core/clock'
import { runCatalogue } from './run-catalogue.ts'
import { askStrict, runOf, sideOf } from './target.fixture.ts'

const CASES = CATALOGUE.filter(
  ({ family, needs }) => needs.includes('key-set') && family !== 'cost' && !needs.includes('dialect'),
)

/** A target that goes by no key set of the issuer but by its word, and whether the issuer can see that. */
async function reportOn(isSeen: boolean) {
  let asked = 0
  const clock = waitingClock(0)
  const side = sideOf({
    has: new Set([...sideOf().has, 'key-set', 'time']),
    publish: async () => ({ isRead: async () => true, restore: async () => {} }),
    moveClock: async () => {},
    keySetReads: async () => [{ at: clock.monotonic() }],
    ...(isSeen && { timesAskedAboutTokens: async () => asked }),
  })
  const send: typeof askStrict = async (request) => {
    asked++
    return askStrict(request)
  }
  const { cases, stopped } = await runCatalogue(runOf(CASES, send, { clock, issuerSide: side }))
  expect(stopped).toBeUndefined()
  return cases.filter(({ verdict }) => verdict !== 'not-run')
}

test('who asks the issuer about each token has no finding about a key set, whatever it believes and refuses', async () => {
  const cases = await reportOn(true)
  expect(cases.length).toBeGreaterThan(15)
  expect(cases.filter(({ finding }) => finding)).toEqual([])
  expect(new Set(cases.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive']))
  expect(new Set(cases.map(({ reason }) => reason?.includes('it asks the issuer about each token')))).toEqual(
    new Set([true]),
  )
})

test('who does not ask, and goes by no key set either, is found', async () => {
  const found = (await reportOn(false)).flatMap(({ id, finding }) => (finding ? [id] : []))
  expect(found).toEqual(expect.arrayContaining(['life-jwks-empty', 'ok-rotation-new-key', 'ok-jwks-no-alg']))
})
