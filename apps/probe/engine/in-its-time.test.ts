import { expect, test } from 'vitest'
import { PLAIN_NEEDS } from '#attacks'
import type { Outcome } from '../answer.ts'
import { runCatalogue } from './run-catalogue.ts'
import {
  askStrict,
  casesNamed,
  claimsOf,
  letIn,
  NO_WAITING,
  refusal,
  runOf,
  sideOf,
  tokenOf,
  world,
} from './target.fixture.ts'

const CASES = casesNamed('ok-exp-next-second')

/**
 * The case of a token that ends in the next second, at a target by whose clock each such token takes so many seconds on its way.
 * @param early how many seconds too early the target takes a token for ended
 */
async function runAt(delays: readonly number[], early = 0) {
  let now = world.now()
  let asked = 0
  const issuerSide = sideOf({ has: new Set([...PLAIN_NEEDS, 'time']) }, { ...world, now: () => now })
  const send = async (request: Parameters<typeof askStrict>[0]): Promise<Outcome> => {
    const { exp, jti } = claimsOf(tokenOf(request))
    if (typeof exp !== 'number' || exp > world.now() || jti === undefined) return askStrict(request) // no token of this case
    now += delays[asked++] ?? 0
    return exp + world.target.leewaySeconds - early > now ? letIn() : refusal('expired')
  }
  const { cases } = await runCatalogue(runOf(CASES, send, { issuerSide }))
  return { asked, ...cases[0] }
}

test('a good token that was over when it came is asked for again, and judged by what comes in time', async () => {
  expect(await runAt([0])).toMatchObject({ verdict: 'believed', asked: 1 })
  const late = await runAt([1, 2, 0])
  expect(late).toMatchObject({ verdict: 'believed', asked: 3 })
  expect(late).not.toHaveProperty('finding')
})

test('where it is over each time nobody can tell', async () => {
  const { verdict, finding, reason } = await runAt([1, 1, 1, 1, 1, 1])
  expect([verdict, finding, reason]).toEqual(['inconclusive', undefined, expect.stringContaining('too slow')])
})

test('who refuses it in its time has a finding, quick or slow at first', async () => {
  expect(await runAt([0, 0], 1)).toMatchObject({ verdict: 'refused', finding: { kind: 'good-refused' } })
  expect(await runAt([1, 0, 0], 1)).toMatchObject({ verdict: 'refused', finding: { kind: 'good-refused' } })
})

/**
 * The three cases in which the very second counts, late in a second.
 * @param ahead by how many milliseconds the clock of the target is ahead of the issuer's
 * @param takes how long each answer takes. Milliseconds
 * @param mayBeLate by how much the time of the issuer is known too late. Milliseconds
 */
async function runLate(part: number, ahead: number, takes = 1, mayBeLate = 0) {
  let at = world.now() * 1000 + part
  const now = () => Math.floor(at / 1000)
  const issuerSide = sideOf(
    { has: new Set([...PLAIN_NEEDS, 'time']), now: () => at, mayBeLate: () => mayBeLate },
    { ...world, now },
  )
  const send = async (request: Parameters<typeof askStrict>[0]): Promise<Outcome> => {
    at += takes
    const { exp, nbf } = claimsOf(tokenOf(request))
    const seconds = Math.floor((at + ahead) / 1000)
    const { leewaySeconds } = world.target
    if (typeof exp === 'number' && exp <= world.now() + 10) return exp + leewaySeconds > seconds ? letIn() : refusal('expired') // prettier-ignore
    if (typeof nbf === 'number' && nbf > world.now() + leewaySeconds - 2) return nbf - leewaySeconds <= seconds ? letIn() : refusal('not-yet-valid') // prettier-ignore
    return askStrict(request)
  }
  const clock = { ...NO_WAITING, delay: async (milliseconds: number) => void (at += milliseconds) }
  const { cases } = await runCatalogue(
    runOf(casesNamed('exp-at-now', 'ok-nbf-now', 'ok-exp-next-second'), send, { issuerSide, clock }),
  )
  return Object.fromEntries(cases.map(({ id, verdict, finding }) => [id, finding ? `${verdict}!` : verdict]))
}

const ALL_RIGHT = { 'exp-at-now': 'refused', 'ok-nbf-now': 'believed', 'ok-exp-next-second': 'believed' }

test.each([
  ['a little ahead, late in a second', 950, 200],
  ['a little behind, early in a second', 20, -300],
  ['the same', 600, 0],
])('a target whose clock is %s is right', async (_what, part, ahead) => {
  expect(await runLate(part, ahead)).toEqual(ALL_RIGHT)
})

test('one that answers when its second may be over has no finding, and one that is a second off has', async () => {
  const slow = await Promise.all([0, 200, 400, 600, 800].map((part) => runLate(part, 200, 450)))
  expect(new Set(slow.map((each) => each['ok-exp-next-second']))).toEqual(new Set(['believed', 'inconclusive']))
  expect(await runLate(300, 1000, 1, 500)).toMatchObject({ 'ok-exp-next-second': 'inconclusive' })
  expect(await runLate(300, 1000)).toMatchObject({ 'ok-exp-next-second': 'refused!' })
  expect(await runLate(300, -1000)).toMatchObject({ 'ok-nbf-now': 'refused!' })
})
