import fc from 'fast-check'
import { afterAll, beforeAll, test } from 'vitest'
import { callSequences } from './support/control-calls.ts'
import { doAll, expectRightAfterReset } from './support/control-sequences.ts'
import { controlOf } from './support/controlled.ts'
import { expectAllRight } from './support/right-plays.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'
import { fuzzRuns } from './support/soak-size.ts'

let sandbox: TestSandbox
const control = controlOf(() => sandbox)
beforeAll(async () => {
  // Short lives: a ring has room for so many keys only, and each scenario 6 makes one or two.
  sandbox = await openTestSandbox({ env: { KEY_LIFETIME: '7200', FACTORY_TOKEN_LIFETIME: '60' } })
})
afterAll(() => sandbox.close())

const play = async (path: string) => (await sandbox.plain('servicea', path)).body

test('whatever was done to a sandbox, after a reset it plays all scenarios right', async () => {
  await fc.assert(
    fc.asyncProperty(callSequences(6), async (sequence) => {
      const open = await doAll(sandbox, sequence)
      await expectRightAfterReset(sandbox, control, open, () => expectAllRight(play))
    }),
    { numRuns: fuzzRuns(5), endOnFailure: true },
  )
})
