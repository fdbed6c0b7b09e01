import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOfParty } from './findings/find-in-party.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

// What a running party that does as another system does lets through, as the probe finds it: the documented weaknesses, all and no others.

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox()))
afterAll(() => sandbox.close())

test.each([
  ['mesh', 'scenario 12: the mesh, whose policies name no audience'],
  ['mesh with audiences', 'scenario 16: the backend behind the login, whose policies name one'],
  ['piko', 'scenario 14: the relay that does as Piko does'],
  ['stoke', 'scenario 15: C, which lets people in as the clients of Stoke do'],
] as const)('%s: %s', async (party, _what) => {
  expect(await faultsOfParty(party, sandbox), 'npm run findings').toEqual([])
})
