import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOfParty } from './findings/find-in-party.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

// What the gateways of scenario 13 let through, as the probe finds it: what is documented of them, and nothing else.

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox()))
afterAll(() => sandbox.close())

test.each([
  ['stateless gateway', 'it looks nothing up, and believes whatever its one key has signed'],
  ['plugin gateway', 'it has the plugins of Kong, which verify exp'],
] as const)('%s: %s', async (party, _what) => {
  expect(await faultsOfParty(party, sandbox), 'npm run findings').toEqual([])
})
