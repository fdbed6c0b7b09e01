import { expect, test } from 'vitest'
import { runToEnd } from '../support/run-to-end.ts'

const FILES = [
  'core/token',
  'core/rings/next-move',
  'tests/hostile-fuzz',
  'tests/control-sequences',
  'tests/vectors-mesh-trees',
]

test('random inputs, fifty times as many as npm run check tries', async () => {
  const { code, output } = await runToEnd('npx', ['vitest', 'run', '--project', 'check', ...FILES], {
    SOAK_FUZZ_FACTOR: '50',
  })
  expect(code, output).toBe(0)
})
