import { expect, test } from 'vitest'
import { houseTarget, joseTarget, runAgainst } from './key-set-targets.fixture.ts'
import { probeKeySet } from './probe-key-set.ts'

test('of a strict one beside which others read the key set nothing is claimed that they may have done', async () => {
  const { run, reads } = runAgainst(houseTarget)
  const { clock } = run
  const begun = clock.monotonic()
  const keySetReads = async () => {
    const others = Array.from({ length: Math.floor((clock.monotonic() - begun) / 100) }, (_, at) => ({
      at: begun + at * 100,
    }))
    return [...reads, ...others].sort((one, other) => one.at - other.at)
  }
  const card = await probeKeySet({ ...run, issuerSide: { ...run.issuerSide, keySetReads } })
  expect(card.findings).toEqual([])
  expect(card.rows.find(({ id }) => id === 'keys-cool-down')).toMatchObject({ grade: 'not-seen' })
})

test('a target with a long cool-down is not said to have read the empty key set that somebody else has read', async () => {
  const { run, reads } = runAgainst(joseTarget)
  const { clock } = run
  const keySetReads = async () => {
    const others = Array.from({ length: Math.floor(clock.monotonic() / 7000) }, (_, at) => ({ at: at * 7000 }))
    return [...reads, ...others].sort((one, other) => one.at - other.at)
  }
  const card = await probeKeySet({ ...run, issuerSide: { ...run.issuerSide, keySetReads } })
  expect(card.rows.find(({ id }) => id === 'life-jwks-empty')).toMatchObject({ grade: 'good' })
  expect(card.findings.map(({ id }) => id)).not.toContain('life-jwks-empty')
})
