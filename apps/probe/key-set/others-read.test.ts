import { expect, test } from 'vitest'
import { houseTarget, runAgainst } from './key-set-targets.fixture.ts'
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
