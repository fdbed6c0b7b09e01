import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KNOWN_VERIFIERS, quickStartOf } from './known-verifiers.ts'

test.each(KNOWN_VERIFIERS)('who has not installed %s is told how', (verifier) => {
  const elsewhere = join(import.meta.dirname, 'nothing-is-here')
  expect(() => quickStartOf(verifier, elsewhere)).toThrow(
    `${verifier} is not installed here. Run this once: npm ci --prefix tests/interop`,
  )
})
