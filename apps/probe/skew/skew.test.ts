import { expect, test } from 'vitest'
import { CATALOGUE } from '#attacks'
import { waitingClock } from '#core/clock'
import { attackWorld, worldByClock } from '../../../tests/support/attack-world.ts'
import type { Sender } from '../answer.ts'
import type { IssuerSide } from '../issuer-side.ts'
import { probeSkew, type SkewRun } from './probe-skew.ts'
import { renderSkew } from './skew-report.ts'

type Dates = Record<'exp' | 'nbf' | 'iat', number>
/** @param now with its fractions */
type Verifier = (dates: Dates, now: number) => boolean

const BASE = attackWorld()
const START = 1_800_000_000_000

const read: SkewRun['read'] = (outcome) => {
  if (outcome.kind !== 'answered') return 'inconclusive'
  if (outcome.answer.status >= 500) return 'crashed'
  return outcome.answer.status === 200 ? 'believed' : 'refused'
}

function runOf(verifier: Verifier, { startedAt = START, status = 401, takes = 0 } = {}): SkewRun {
  const clock = waitingClock(startedAt)
  const world = worldByClock(BASE, clock)
  const issuerSide: IssuerSide = {
    has: new Set(['issuer-key']),
    whyNot: () => '',
    world: () => world,
    visitsTo: () => 0,
    close: async () => {},
  }
  const sender: Sender = {
    async send({ headers }) {
      clock.advance({ milliseconds: takes })
      const payload = String(headers[0]?.[1]).split('.')[1] ?? ''
      const isGood = verifier(JSON.parse(Buffer.from(payload, 'base64url').toString()), clock.now() / 1000)
      const answer = { status: isGood ? 200 : status, headers: [], body: '', milliseconds: takes }
      return { kind: 'answered', answer }
    },
    close: async () => {},
  }
  return { sender, issuerSide, clock, read }
}

const leeway =
  (seconds: number): Verifier =>
  ({ exp, nbf, iat }, time) => {
    const now = Math.floor(time)
    return now < exp + seconds && nbf <= now + seconds && iat <= now + seconds
  }

const flips = (seconds: number) => ({ kind: 'leeway', seconds, plusMinusSeconds: 1 })

const measured = async (verifier: Verifier, how?: Parameters<typeof runOf>[1]) =>
  (await probeSkew(runOf(verifier, how))).map((result) => result.measured)

test.each([0, 1, 30, 60, 301, 3600])('a leeway of %i seconds is found to the second', async (seconds) => {
  const results = await probeSkew(runOf(leeway(seconds)))
  expect(results.map((result) => result.measured)).toEqual([flips(seconds), flips(seconds), flips(seconds)])
  expect(results.map(({ grade }) => grade)).toEqual(Array(3).fill(seconds > 300 ? 'worth-changing' : 'good'))
  expect(Math.max(...results.map(({ requests }) => requests))).toBeLessThanOrEqual(24)
})

test('what is never looked at is said to be so, and the lines of the terminal say it', async () => {
  const results = await probeSkew(runOf(({ exp }, now) => now < exp + 30))
  expect(results.map((result) => result.measured)).toEqual([
    flips(30),
    { kind: 'never-checked' },
    { kind: 'never-checked' },
  ])
  expect(results.map(({ grade }) => grade)).toEqual(['good', 'dangerous', 'worth-changing'])
  expect(renderSkew(results)[0]).toBe(
    'exp is honoured with a leeway of 30 s (±1 s); nbf is not looked at: the standard requires it (RFC 7519 §4.1.5); iat in the future is not looked at: the standard requires nothing (RFC 7519 §4.1.6), and to refuse it is best practice.',
  )
  const [exp] = await probeSkew(runOf(() => true))
  expect(exp).toMatchObject({ measured: { kind: 'never-checked' }, grade: 'dangerous', requests: 3 })
})

/** The cases of the catalogue that ask the same. */
const SAME_AS = { exp: 'exp-past', nbf: 'nbf-future', iat: 'iat-future' } as const

test('what nobody looks at is called as in the catalogue: required, or best practice, and never good', async () => {
  for (const { claim, grade, sentence } of await probeSkew(runOf(() => true))) {
    const { class: kind } = CATALOGUE.find(({ id }) => id === SAME_AS[claim])!
    expect(grade, claim).toBe(kind === 'MUST' ? 'dangerous' : 'worth-changing')
    expect(sentence.includes('best practice') ? 'SHOULD' : 'MUST', claim).toBe(kind)
  }
})

test('what is dangerous is said claim by claim: who believes nbf too early helps no thief', async () => {
  const [, ...lines] = renderSkew(await probeSkew(runOf(() => true)))
  expect(lines).toEqual([
    '  exp: dangerous: a stolen token is good for as long as the thief likes',
    '  nbf: dangerous: a token that is meant for later is good at once',
    expect.stringContaining('  iat: worth changing: '),
  ])
})

test('a week of leeway is more than a day, and no claim that nobody looks at', async () => {
  expect((await measured(leeway(7 * 86_400))).map(({ kind }) => kind)).toEqual(Array(3).fill('over-a-day'))
})

test.each([
  ['rounds up', Math.ceil],
  ['rounds down', Math.floor],
  ['takes fractions', (time: number) => time],
])('a verifier that %s is measured within what is promised', async (_how, round) => {
  const verifier: Verifier = ({ exp, nbf, iat }, time) =>
    round(time) < exp + 30 && nbf <= round(time) + 30 && iat <= round(time) + 30
  for (const fraction of [0, 300, 499, 700, 990]) {
    for (const result of await measured(verifier, { startedAt: START + fraction })) {
      if (result.kind !== 'leeway') throw new Error(`it is ${result.kind}`)
      expect(Math.abs(result.seconds - 30)).toBeLessThanOrEqual(result.plusMinusSeconds)
    }
  }
})

test('an answer that takes long makes the promise weaker, and the time of the run itself does not matter', async () => {
  for (const result of await measured(leeway(30), { takes: 1700 })) {
    if (result.kind !== 'leeway') throw new Error(`it is ${result.kind}`)
    expect(result.plusMinusSeconds).toBe(2)
    expect(Math.abs(result.seconds - 30)).toBeLessThanOrEqual(2)
  }
})

test('a clock that is ahead refuses good tokens early, and that is told', async () => {
  const [exp, nbf] = await probeSkew(runOf((dates, now) => leeway(0)(dates, now + 20)))
  expect(exp).toMatchObject({ measured: flips(-20), grade: 'worth-changing' })
  expect(nbf).toMatchObject({ measured: flips(20) })
})

test('an answer that flips back and forth is no leeway', async () => {
  let asked = 0
  const results = await measured((dates, now) => leeway(30 + (++asked % 3) * 40)(dates, now))
  expect(results.map(({ kind }) => kind)).toContain('inconclusive')
  expect(results.map(({ kind }) => kind)).not.toContain('never-checked')
})

test('who refuses even the good form, or breaks, is not measured', async () => {
  expect((await measured(() => false)).map(({ kind }) => kind)).toEqual(Array(3).fill('inconclusive'))
  const results = await probeSkew(runOf(leeway(30), { status: 500 }))
  expect(results.map(({ grade }) => grade)).toEqual(Array(3).fill('not-seen'))
})
