import { expect, test } from 'vitest'
import { runToEnd } from '../tests/support/run-to-end.ts'

test.each(['node-test', 'verify'])(
  'the example %s of the page runs by node --test, and ends by itself',
  async (name) => {
    const { code, output } = await runToEnd(process.execPath, ['--test', `testkit/${name}.example.ts`])
    expect(output).toContain('pass 1')
    expect(code, output).toBe(0)
  },
)
