import { expect, test } from 'vitest'
import { CannotBeMade } from '#attacks'
import { handmadeTarget, houseTarget, joseTarget, runAgainst, type TargetKind } from './key-set-targets.fixture.ts'
import type { KeySetRun } from './key-set-scene.ts'
import { probeKeySet } from './probe-key-set.ts'
import { renderKeySetCard, type KeySetScoreCard } from './score-card.ts'

/** A whole run; afterwards the issuer publishes its own keys. */
async function cardOf(
  kind: TargetKind,
  more: Partial<KeySetRun> & { cacheControl?: string } = {},
): Promise<KeySetScoreCard> {
  const { run, published } = runAgainst(kind, more)
  const card = await probeKeySet(run)
  expect(published).toEqual([])
  return card
}

const valuesOf = ({ rows }: KeySetScoreCard) => Object.fromEntries(rows.map(({ id, value }) => [id, value]))
const gradesBut = ({ rows }: KeySetScoreCard) =>
  Object.fromEntries(rows.flatMap(({ id, grade }) => (grade === 'good' ? [] : [[id, grade]])))
const idsOf = ({ findings }: KeySetScoreCard) => findings.map(({ id }) => id)

test('the verifier of the house has no finding: a key that was taken out is gone after a minute, and one read a second is the most', async () => {
  const card = await cardOf(houseTarget)
  expect(valuesOf(card)).toMatchObject({
    'keys-refetch': 1,
    'life-retired-key-stale-cache': 60,
    'life-retired-key': 'refused',
    'life-same-kid-new-key': 'old refused, new believed',
    'key-use-enc': 'refused',
    'key-duplicate-kid': 'believed and believed',
    'keys-two-issuers': "its own believed, the other's refused",
    'keys-cool-down': 1,
    'keys-jwks-slow': 'a known key is believed',
    'keys-tolerance': '6 of 6 failures',
    'life-jwks-empty': 'a key that was known is refused',
  })
  expect(gradesBut(card)).toEqual({})
  expect(idsOf(card)).toEqual([])
})

test.each([
  ['public, max-age=7', 7],
  ['public, max-age=300', 'more than 90'],
])('of an issuer that says %s the verifier of the house forgets a key after %s s', async (cacheControl, seconds) => {
  const card = await cardOf(houseTarget, { cacheControl })
  expect(valuesOf(card)['life-retired-key-stale-cache']).toBe(seconds)
  expect(idsOf(card)).toEqual([])
})

test('jose with its defaults: a cool-down of half a minute, a failure that is not remembered, and less than five minutes', async () => {
  const card = await cardOf(joseTarget)
  expect(valuesOf(card)).toMatchObject({
    'keys-refetch': 30,
    'life-retired-key-stale-cache': 'more than 90',
    'life-retired-key': 'refused',
    'dos-kid-flood': 1,
    'dos-jwks-down-flood': 10,
    'keys-cool-down': 30,
    'keys-jwks-500': 'a known key is believed',
    'keys-jwks-hangs': 'a known key is believed',
    'key-duplicate-kid': 'refused and refused',
    'life-jwks-empty': 'a key that was known is refused',
    'keys-restored': 30,
  })
  expect(gradesBut(card)).toEqual({
    'life-retired-key-stale-cache': 'not-seen',
    'dos-jwks-down-flood': 'dangerous',
  })
  expect(card.findings).toMatchObject([{ id: 'dos-jwks-down-flood', kind: 'watch', isFailing: true }])
  expect(card.seconds).toBeLessThan(300)
})

test('with enough patience the ten minutes are seen in which jose believes a key that was taken out', async () => {
  const card = await cardOf(joseTarget, { patienceSeconds: 700 })
  expect(valuesOf(card)['life-retired-key-stale-cache']).toBe(600)
})

test('who reads the key set for each unknown key id is found', async () => {
  const card = await cardOf(handmadeTarget({ refetches: true }))
  expect(valuesOf(card)).toMatchObject({ 'keys-refetch': 0, 'dos-kid-flood': 200, 'dos-jwks-down-flood': 200, 'keys-cool-down': 0 }) // prettier-ignore
  expect(gradesBut(card)).toEqual({
    'life-retired-key-stale-cache': 'not-seen',
    'dos-kid-flood': 'dangerous',
    'dos-jwks-down-flood': 'dangerous',
    'keys-cool-down': 'worth-changing',
  })
})

test('of one that never reads again nothing is claimed', async () => {
  const card = await cardOf(handmadeTarget({ refetches: false }))
  expect(card.findings).toEqual([])
  expect(Object.entries(gradesBut(card)).filter(([, grade]) => grade !== 'not-seen')).toEqual([])
  expect(Object.keys(gradesBut(card))).toHaveLength(17)
  expect(valuesOf(card)).toMatchObject({ 'dos-kid-flood': 0, 'keys-refetch': undefined, 'keys-restored': 0 })
  expect(card.tolerance).toMatchObject({ tolerated: [], notTolerated: [], notSeen: { length: 6 } })
  expect(card.keySetReads).toBe(1)
  expect(card.seconds).toBe(90)
})

test('one that dies with its issuer, and takes keys for encryption, is found in each of its troubles', async () => {
  const card = await cardOf(handmadeTarget({ refetches: true, remembersNothing: true, ignoresUse: true }))
  expect(idsOf(card)).toEqual([
    'keys-jwks-500',
    'dos-jwks-down-flood',
    'keys-jwks-html',
    'keys-jwks-truncated',
    'keys-jwks-drops',
    'keys-jwks-hangs',
    'dos-kid-flood',
    'key-use-enc',
    'keys-cool-down',
  ])
  expect(valuesOf(card)).toMatchObject({ 'life-retired-key-stale-cache': 0, 'keys-jwks-500': 'a known key is crashed', 'keys-tolerance': '1 of 6 failures' }) // prettier-ignore
})

test('one that adds keys and drops none is found', async () => {
  const card = await cardOf(handmadeTarget({ refetches: true, hoards: true }))
  expect(gradesBut(card)).toMatchObject({
    'life-retired-key': 'dangerous',
    'life-same-kid-new-key': 'dangerous',
    'life-jwks-empty': 'dangerous',
  })
})

test('one that has the keys of two issuers in one place is found', async () => {
  const card = await cardOf(handmadeTarget({ refetches: true, mixesIssuers: true }))
  expect(valuesOf(card)['keys-two-issuers']).toBe("its own refused, the other's believed")
  expect(idsOf(card)).toContain('keys-two-issuers')
})

test('little patience claims nothing of what it did not see, and still waits until the target has its keys again', async () => {
  const card = await cardOf(joseTarget, { patienceSeconds: 31 })
  expect(valuesOf(card)).toMatchObject({ 'keys-refetch': 30, 'keys-cool-down': 30, 'keys-restored': 30 })
  const hasty = await cardOf(joseTarget, { patienceSeconds: 5 })
  expect(idsOf(hasty)).toEqual([])
  expect(gradesBut(hasty)).toMatchObject({ 'keys-refetch': 'not-seen', 'life-retired-key': 'not-seen' })
})

test('who is locked out half way learns nothing about keys', async () => {
  const card = await cardOf((get, clock) => {
    const target = handmadeTarget({ refetches: true })(get, clock)
    const end = clock.monotonic() + 10_000
    return async (token) => (clock.monotonic() < end ? target(token) : 401)
  })
  expect(gradesBut(card)).toMatchObject({ 'life-retired-key-stale-cache': 'not-seen', 'life-retired-key': 'not-seen', 'keys-restored': 'dangerous' }) // prettier-ignore
})

/** Refuses everything for most of the first minute. */
const late: TargetKind = (get, clock) => {
  const target = handmadeTarget({ refetches: true })(get, clock)
  const [begin, end] = [clock.monotonic() + 6000, clock.monotonic() + 60_000]
  return async (token) => (clock.monotonic() < begin || clock.monotonic() > end ? target(token) : 401)
}

test('whoever comes back late, and not as soon as the patience is over, has come back', async () => {
  const { rows } = await cardOf(late, { patienceSeconds: 5 })
  const back = rows.find(({ id }) => id === 'keys-restored')
  expect(back?.grade).toBe('good')
  expect(back?.value).toBeGreaterThan(5)
})

test('when a hand of the issuer fails half way the rest is left out, and all is as it was', async () => {
  const { run, published } = runAgainst(houseTarget)
  const { publish } = run.issuerSide
  let times = 0
  const issuerSide = {
    ...run.issuerSide,
    async publish(...given: Parameters<NonNullable<typeof publish>>) {
      if (++times === 3 || !publish) throw new CannotBeMade('the factory does not answer')
      return publish(...given)
    },
  }
  const card = await probeKeySet({ ...run, issuerSide })
  expect(card.stopped).toBe('the factory does not answer')
  expect(published).toEqual([])
  expect(card.rows.map(({ id }) => id)).toEqual(['keys-refetch', 'life-retired-key-stale-cache', 'keys-requests', 'keys-restored']) // prettier-ignore
  expect(renderKeySetCard(card).at(-1)).toBe('It ended early: the factory does not answer')
})

test('without the hands of an issuer, or with a good token that is refused, nothing is claimed', async () => {
  const { run } = runAgainst(houseTarget)
  const { publish: _, ...blind } = run.issuerSide
  expect(await probeKeySet({ ...run, issuerSide: blind })).toMatchObject({ rows: [], stopped: 'there is no key-set' })
  const card = await cardOf(() => async () => 401)
  expect(card).toMatchObject({ findings: [], requests: 1 })
  expect(card.stopped).toContain('the good token is not believed')
})

test('the score card for a terminal has a line for each row', async () => {
  const told: string[] = []
  const lines = renderKeySetCard(await cardOf(joseTarget, { onProgress: (words) => void told.push(words) }))
  expect(told).toContainEqual(expect.stringMatching(/^key set: a key that was taken out, \d+ s left at most$/))
  expect(lines.slice(0, 2).join('\n')).toMatch(/^good {11}Refetch delay: 30 s\. .*\ngood {11}Cool-down: /)
  expect(lines.join('\n')).toMatch(/\ngood {11}Requests made: \d+ requests\. The key set was read \d+ times/)
})
