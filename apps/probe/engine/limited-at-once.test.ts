import { expect, test } from 'vitest'
import { PLAIN_NEEDS } from '#attacks'
import { waitingClock } from '#core/clock'
import type { Outcome } from '../answer.ts'
import { runCatalogue } from './run-catalogue.ts'
import { answeredWith, askStrict, casesNamed, claimsOf, refusal, runOf, sideOf, tokenOf, world } from './target.fixture.ts' // prettier-ignore

const GONE: Outcome = { kind: 'unreachable', detail: 'nobody listens there' }

/** So many are refused before a flood comes. */
const CONTROLS = 20

interface OneUse {
  /** So many requests are let through at once; one more after each tenth of a second. */
  readonly room?: number
  /** What whoever comes too soon is told. */
  readonly said?: Outcome
  /** How often a token may be used. */
  readonly uses?: number
  /** Of four of a flood that it refuses so many are lost. */
  readonly lost?: number
  /** Forgets what was used after so many others. */
  readonly remembers?: number
}

/** A target that takes a token once, behind a limiter. */
async function verdictOf(
  id: string,
  { room = Infinity, said = GONE, lost = 0, uses = 1, remembers = Infinity }: OneUse = {},
) {
  const clock = waitingClock(0)
  const used: string[] = []
  let [left, last, refused] = [room, 0, 0]
  const isFree = () => {
    left = Math.min(room, left + Math.floor((clock.monotonic() - last) / 100))
    last = clock.monotonic()
    return left > 0 && left-- > 0
  }
  const send: typeof askStrict = async (request) => {
    if (!isFree()) return said
    const outcome = await askStrict(request)
    if (outcome.kind === 'answered' && outcome.answer.status === 401 && ++refused > CONTROLS && refused % 4 < lost)
      return said
    const { jti } = claimsOf(tokenOf(request))
    if (outcome.kind !== 'answered' || outcome.answer.status !== 200 || jti === undefined) return outcome
    const recent = used.slice(-remembers)
    if (recent.filter((each) => each === jti).length >= uses) return refusal('replayed')
    used.push(String(jti))
    return outcome
  }
  const oneUse = { ...world, target: { ...world.target, isOneUse: true } }
  const issuerSide = sideOf({ has: new Set([...PLAIN_NEEDS, 'good-token', 'issuer-key', 'one-use']) }, oneUse)
  const { cases, stopped } = await runCatalogue(runOf(casesNamed(id), send, { clock, issuerSide }))
  expect(stopped).toBeUndefined()
  return cases[0]
}

const WAYS: readonly (readonly [string, Outcome])[] = [
  ...[429, 408, 503].map((status) => [`answers ${status}`, answeredWith(status)] as const),
  ['takes no connection', GONE],
]

test('who takes a token once, and has room for all of them, refuses nineteen of twenty copies and the one that comes after hundreds', async () => {
  for (const id of ['life-replay-parallel', 'life-replay-flood'])
    expect([id, await verdictOf(id)]).toMatchObject([id, { verdict: 'refused' }])
})

test.each(WAYS)(
  'a limiter that %s to some that come at once makes neither a finding nor an all-clear of copies, nor of a memory that was to be filled',
  async (_what, said) => {
    for (const [id, count] of [
      ['life-replay-parallel', 20],
      ['life-replay-flood', 300],
    ] as const) {
      const result = await verdictOf(id, { room: 10, said })
      expect(result).toMatchObject({
        verdict: 'inconclusive',
        reason: expect.stringContaining(`at once: of ${count} `),
      })
      expect(result?.finding).toBeUndefined()
    }
  },
)

test.each(WAYS)('who believes two copies is found, though a limiter %s to the others', async (_what, said) => {
  const result = await verdictOf('life-replay-parallel', { room: 10, said, uses: 2 })
  expect(result).toMatchObject({ verdict: 'believed', finding: { isFailing: true } })
})

test('who forgets what was used after hundreds of others is found', async () => {
  expect(await verdictOf('life-replay-flood', { remembers: 100 })).toMatchObject({ finding: { kind: 'believed' } })
})

test('a limiter that has room for all copies once it was left alone for a while hides nothing: they are sent again', async () => {
  expect(await verdictOf('life-replay-parallel', { room: 22, said: answeredWith(429) })).toMatchObject({
    verdict: 'refused',
  })
})

test('a flood of which a busy machine has lost one connection in four is one, and nobody can tell behind a limiter', async () => {
  expect(await verdictOf('dos-kid-flood', { lost: 1 })).toMatchObject({ verdict: 'refused' })
  expect(await verdictOf('dos-kid-flood', { lost: 1, said: answeredWith(429) })).toMatchObject({
    verdict: 'inconclusive',
  })
})
