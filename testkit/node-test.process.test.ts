import { expect, test } from 'vitest'
import { runToEnd } from '../tests/support/run-to-end.ts'

test('the example of the page runs by node --test, and ends by itself', async () => {
  const { code, output } = await runToEnd(process.execPath, ['--test', 'testkit/node-test.example.ts'])
  expect(output).toContain('pass 1')
  expect(code, output).toBe(0)
})
