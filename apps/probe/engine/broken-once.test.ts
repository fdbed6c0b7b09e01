import { expect, test } from 'vitest'
import { PLAIN_NEEDS, type AttackRequest } from '#attacks'
import { waitingClock } from '#core/clock'
import type { Outcome } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { runCatalogue } from './run-catalogue.ts'
import { answeredWith, answerOf, askStrict, casesNamed, claimsOf, letIn, refusal, runOf, sideOf, tokenOf, world } from './target.fixture.ts' // prettier-ignore
import { headerMember } from './token-text.ts'

const HUNG: Outcome = { kind: 'hung', milliseconds: 5000 }
const CUT: Outcome = { kind: 'dropped', detail: 'it closed the connection', came: answerOf(401, 'refu') }
const WAYS: readonly (readonly [string, Outcome])[] = [
  ...[500, 502, 504].map((status) => [`${status}`, answeredWith(status)] as const),
  ['no answer in time', HUNG],
  ['half of an answer', CUT],
]

const isOther = (request: AttackRequest) => claimsOf(tokenOf(request))['aud'] === world.target.otherAudience
const isLong = (request: AttackRequest) => (tokenOf(request)?.length ?? 0) > 10_000
const isFourParts = (request: AttackRequest) => tokenOf(request)?.split('.').length === 4

/** So often the requests that are chosen meet an outcome; from then on the target answers. */
function meeting(outcome: Outcome, most: number, isChosen: (request: AttackRequest) => boolean, ask = askStrict) {
  let met = 0
  const send: typeof askStrict = async (request) => (isChosen(request) && met++ < most ? outcome : ask(request))
  return { send, met: () => met }
}

const resultsOf = async (ids: readonly string[], send: typeof askStrict) =>
  (await runCatalogue(runOf(casesNamed(...ids), send, { clock: waitingClock(0) }))).cases

test.each(WAYS)('%s once is no finding: it is sent again, and what is answered then counts', async (_what, outcome) => {
  const [result] = await resultsOf(['seg-four'], meeting(outcome, 1, isFourParts).send)
  expect(result).toMatchObject({ verdict: 'refused', remarks: [expect.stringMatching(/^it was sent again, slower and alone, for the target .* at first$/)] }) // prettier-ignore
  expect(result?.finding).toBeUndefined()
})

test.each(WAYS)('who is let in after %s is found', async (_what, outcome) => {
  const ask: typeof askStrict = async (request) => (isOther(request) ? letIn() : askStrict(request))
  const [result] = await resultsOf(['aud-other-service'], meeting(outcome, 1, isOther, ask).send)
  expect(result).toMatchObject({ verdict: 'believed', finding: { kind: 'believed', isFailing: true } })
})

test.each(WAYS)('%s twice is a finding, and it is not sent a third time', async (_what, outcome) => {
  const target = meeting(outcome, Infinity, isFourParts)
  const [result] = await resultsOf(['seg-four'], target.send)
  expect(result).toMatchObject({ finding: { isFailing: true }, remarks: [] })
  expect(target.met()).toBe(2)
})

test('a restart of half a second while eight are under way is no finding', async () => {
  const clock = waitingClock(0)
  let [asked, answered502, until] = [0, 0, Infinity]
  const send: typeof askStrict = async (request) => {
    if (++asked === 12) until = clock.monotonic() + 500
    const isDown = asked >= 12 && clock.monotonic() < until
    if (isDown) answered502++
    return isDown ? answeredWith(502) : askStrict(request)
  }
  const cases = casesNamed(
    'sig-random',
    'sig-empty',
    'sig-bit-flipped',
    'sig-payload-tampered',
    'sig-truncated',
    'sig-extended',
  )
  const report = await runCatalogue(runOf(cases, send, { clock }))
  expect(answered502).toBeGreaterThan(2)
  expect(report.stopped).toBeUndefined()
  expect(report.cases.map(({ verdict, finding }) => [verdict, finding])).toEqual(
    cases.map(() => ['refused', undefined]),
  )
})

test('what there was no time to send again is no finding where the others answered', async () => {
  const clock = waitingClock(0)
  const cases = casesNamed('sig-random', 'sig-empty', 'sig-bit-flipped', 'sig-payload-tampered', 'sig-truncated')
  const seen = new Set<string | undefined>()
  let isSlow = false
  const send: typeof askStrict = async (request) => {
    const outcome = await askStrict(request)
    if (outcome.kind !== 'answered' || outcome.answer.status === 200) return outcome
    if (tokenOf(request)?.includes('.') !== true) return outcome
    isSlow ||= seen.size === cases.length
    if (isSlow) clock.advance({ seconds: 40 })
    return isSlow || seen.has(tokenOf(request)) ? outcome : (seen.add(tokenOf(request)), answeredWith(500))
  }
  const told = (await runCatalogue(runOf(cases, send, { clock }))).cases
  expect(told.filter(({ finding }) => finding)).toEqual([])
  expect(new Set(told.map(({ verdict }) => verdict))).toEqual(new Set(['refused', 'inconclusive']))
  expect(told.find(({ verdict }) => verdict === 'inconclusive')?.reason).toMatch(/answered with a 5xx.*--only/)
})

/** A target that follows the key set, and meets an outcome so often when it should refuse a key that is for encryption. */
async function afterKeySet(outcome: Outcome, most: number) {
  let keys: readonly Record<string, unknown>[] = []
  let met = 0
  const publish: IssuerSide['publish'] = async (answer) => {
    keys = Object(Object(answer).jwks).keys ?? []
    return { isRead: async () => true, restore: async () => void (keys = []) }
  }
  const issuerSide = sideOf({ has: new Set([...PLAIN_NEEDS, 'key-set']), publish })
  const send: typeof askStrict = async (request) => {
    const kid = headerMember(tokenOf(request), 'kid')
    const key = keys.find((each) => each['kid'] === kid && !world.keySet.some((own) => own.kid === kid))
    if (!key) return askStrict(request)
    if (key['use'] !== 'enc') return letIn()
    return met++ < most ? outcome : refusal('key')
  }
  return (await runCatalogue(runOf(casesNamed('key-use-enc'), send, { issuerSide, clock: waitingClock(0) }))).cases[0]
}

test('what broke while another key set was published is sent again with that key set', async () => {
  expect(await afterKeySet(answeredWith(500), 1)).toMatchObject({ verdict: 'refused' })
  expect(await afterKeySet(answeredWith(500), 2)).toMatchObject({ verdict: 'crashed', finding: { isFailing: true } })
})

test('in the family cost a long answer is the finding itself, and is not taken back by a short one', async () => {
  let met = 0
  const send: typeof askStrict = async (request) => (isLong(request) && met++ === 0 ? HUNG : askStrict(request))
  expect(await resultsOf(['dos-header-17k'], send)).toMatchObject([{ verdict: 'hung', finding: { kind: 'hung' } }])
  expect(met).toBe(1)
})

test('a token that may be used once is another one when its case comes again', async () => {
  const used: unknown[] = []
  const issuerSide = sideOf(
    { has: new Set([...PLAIN_NEEDS, 'one-use']) },
    { ...world, target: { ...world.target, isOneUse: true } },
  )
  let replays = 0
  const send: typeof askStrict = async (request) => {
    const outcome = await askStrict(request)
    const { jti } = claimsOf(tokenOf(request))
    if (outcome.kind !== 'answered' || outcome.answer.status !== 200 || jti === undefined) return outcome
    if (used.includes(jti)) return ++replays === 1 ? answeredWith(502) : refusal('replayed')
    used.push(jti)
    return outcome
  }
  const run = runOf(casesNamed('life-replay'), send, { issuerSide, clock: waitingClock(0) })
  expect((await runCatalogue(run)).cases).toMatchObject([{ verdict: 'refused' }])
  expect(replays).toBe(2)
})
