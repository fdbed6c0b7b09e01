import { join } from 'node:path'
import { expect, test } from 'vitest'
import { KNOWN_VERIFIERS, quickStartOf } from './known-verifiers.ts'

test.each(KNOWN_VERIFIERS)('who has not installed %s is told how', (verifier) => {
  expect(() => quickStartOf(verifier, import.meta.dirname)).toThrow(
    `${verifier} is not installed here. Run this once: npm ci --prefix tests/interop`,
  )
})

test('who has the package, where their programs are not, is told that they are elsewhere', () => {
  const elsewhere = join(import.meta.dirname, 'nothing-is-here')
  expect(() => quickStartOf('jose', elsewhere)).toThrow('come with the sources of jwt-sandbox')
})
