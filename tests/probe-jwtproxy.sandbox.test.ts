import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOfParty } from './findings/find-in-party.ts'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

// What a running verifier that does as jwtproxy does lets through, as the probe finds it.

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox()))
afterAll(() => sandbox.close())

test('a verifier in the dialect of jwtproxy', async () => {
  expect(await faultsOfParty('jwtproxy', sandbox), 'npm run findings').toEqual([])
})
