import { existsSync } from 'node:fs'
import { expect } from 'vitest'
import { needs } from '../support/needs.ts'
import { soakSize } from '../support/soak-size.ts'
import { startFloodedVerifier } from '../support/token-flood.ts'

const withStatus = needs(!existsSync('/proc/self/status') && 'this platform has no /proc')
const UNSIGNED = soakSize('SOAK_REQUESTS', 100_000)

/** Until code is compiled, and the heap is as large as it is in a moment of work. */
const WORK_BEFORE = 5000

withStatus.test(`${UNSIGNED} unsigned tokens at a verifier take less than 20 MB at any time`, async () => {
  const verifier = await startFloodedVerifier()
  await verifier.flood(WORK_BEFORE)
  const before = verifier.megabytes()
  const needed = (await verifier.flood(UNSIGNED)) - before
  console.log(`${needed.toFixed(1)} MB more than the ${before.toFixed(0)} of before`)
  expect(needed).toBeLessThan(20)
  expect(verifier.reachedUpstream()).toBe(0)
})
