import { expect, test } from 'vitest'
import type { AttackRequest } from '#attacks'
import type { Outcome } from '../answer.ts'
import { runCatalogue } from './run-catalogue.ts'
import * as target from './target.fixture.ts'

const { answeredWith, askStrict, casesNamed, claimsOf, runOf, tokenOf } = target

const CASES = casesNamed('sig-random', 'exp-past', 'aud-other-service')

/** Answers 200 to each token that can be read, and 401 to whatever else. */
const saying =
  (good: (sub: unknown) => Outcome, bad: (sub: unknown) => Outcome, believesOthers = false) =>
  async (request: AttackRequest) => {
    const outcome = await askStrict(request)
    if (outcome.kind !== 'answered') return outcome
    const { sub, aud } = claimsOf(tokenOf(request))
    const isIn = outcome.answer.status === 200 || (believesOthers && aud === target.world.target.otherAudience)
    if (isIn) return good(sub)
    return sub === undefined ? outcome : bad(sub)
  }

const letAllIn = (sub: unknown) => answeredWith(200, { valid: true, who: sub })
const levels = (ergebnis: string, stufe: string) => () => answeredWith(200, { ergebnis, stufe })
const text = (body: string) => answeredWith(200, body, ['content-type', 'text/plain; charset=utf-8'])
const withTrailer = (status: string): Outcome => {
  const outcome = answeredWith(200, { a: 1 })
  return outcome.kind === 'answered'
    ? { ...outcome, answer: { ...outcome.answer, trailers: [['grpc-status', status]] } }
    : outcome
}

const REFUSALS: [string, (sub: unknown) => Outcome, (sub: unknown) => Outcome][] = [
  ['another language', (sub) => answeredWith(200, { ergebnis: 'angenommen', wer: sub }), (sub) => answeredWith(200, { ergebnis: 'abgelehnt', wer: sub })],
  ['signs', (sub) => answeredWith(200, { 结果: '成功', 用户: sub }), (sub) => answeredWith(200, { 结果: '令牌无效', 用户: sub })],
  ['a sentence', (sub) => text(`Guten Tag, Sie sind angemeldet als ${sub}. Bestellungen: 3`), (sub) => text(`Guten Tag, Sie sind nicht angemeldet, Token von ${sub} ist alt. Bestellungen: keine`)],
  ['an effect', (sub) => answeredWith(200, { Effect: 'Allow', principalId: sub }), (sub) => answeredWith(200, { Effect: 'Deny', principalId: sub })],
  ['a flag', (sub) => answeredWith(200, { allow: true, who: sub, path: '/x' }), (sub) => answeredWith(200, { allow: false, who: sub, path: '/x' })],
  ['JSON that is no program', (sub) => text(`)]}',\n{"valid":true,"who":"${sub}","path":"/x"}`), (sub) => text(`)]}',\n{"valid":false,"who":"${sub}","path":"/x"}`)],
  ['a header', () => answeredWith(200, {}, ['grpc-status', '0']), () => answeredWith(200, {}, ['grpc-status', '16'])],
  ['a trailer', () => withTrailer('0'), () => withTrailer('16')],
  ['what is not there', (sub) => answeredWith(200, { who: sub, orders: [1] }), () => answeredWith(200, {})],
] // prettier-ignore

test.each(REFUSALS)('a service that says 200 and refuses by %s refuses', async (_how, good, bad) => {
  const report = await runCatalogue(runOf(CASES, saying(good, bad)))
  expect(report.cases.map(({ verdict }) => verdict)).toEqual(['refused', 'refused', 'refused'])
  expect(report.cases[0]?.remarks).toContain('the refusal has a status that says success')
})

test.each(REFUSALS)('and what it believes is believed still: %s', async (_how, good, bad) => {
  const report = await runCatalogue(runOf(CASES, saying(good, bad, true)))
  expect(report.cases.map(({ verdict }) => verdict)).toEqual(['refused', 'refused', 'believed'])
})

test('who answers a broken signature as a good one checks none: that is no refusal to hold others against', async () => {
  const report = await runCatalogue(runOf(CASES, saying(letAllIn, letAllIn)))
  expect(report.cases.map(({ verdict }) => verdict)).toEqual(['believed', 'believed', 'believed'])
})

test('what is another from answer to answer, or is that of one of several machines, is no difference', async () => {
  let count = 0
  const numbered = (sub: unknown) =>
    answeredWith(200, { valid: true, who: sub, count: ++count, node: 'ab'[count % 2] }, ['x-served-by', `${count % 2}`])
  const report = await runCatalogue(runOf(CASES, saying(numbered, numbered)))
  expect(report.cases.map(({ verdict }) => verdict)).toEqual(['believed', 'believed', 'believed'])
})

test('an answer with something of both is no verdict', async () => {
  const report = await runCatalogue(
    runOf(CASES, async (request) => {
      const isOther = claimsOf(tokenOf(request))['aud'] === target.world.target.otherAudience
      return isOther ? levels('ja', 'leer')() : saying(levels('ja', 'voll'), levels('nein', 'leer'))(request)
    }),
  )
  expect(report.cases.at(-1)).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/neither like .* broken signature.*--accepted-when/),
  })
})
