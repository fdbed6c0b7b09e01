import { existsSync } from 'node:fs'
import { expect } from 'vitest'
import { needs } from './support/needs.ts'
import { startFloodedVerifier } from './support/token-flood.ts'

const withStatus = needs(!existsSync('/proc/self/status') && 'this platform has no /proc')

/** Until code is compiled, and the heap is as large as it is in a moment of work. */
const WARM_UP = 2000

/** Of 5 kB each: whoever kept them would need 25 MB for these. The soak sends 100 000. */
const FLOOD = 5000

withStatus.test('a flood of unsigned tokens at a verifier takes less than 20 MB, and none gets by', async () => {
  const verifier = await startFloodedVerifier()
  await verifier.flood(WARM_UP)
  const grown = async () => {
    const before = verifier.megabytes()
    return (await verifier.flood(FLOOD)) - before
  }
  // On a busy machine the heap takes longer to be as large as it gets; what kept tokens would grow by each flood.
  const first = await grown()
  expect(first < 20 ? first : await grown()).toBeLessThan(20)
  expect(verifier.answered['401']).toBeGreaterThan(0)
  expect(Object.keys(verifier.answered).filter((status) => !['401', '503'].includes(status))).toEqual([])
  expect(verifier.reachedUpstream()).toBe(0)
})
