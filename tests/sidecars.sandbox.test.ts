import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

test('the trace of scenario 11 has each hop, and the factory as the registry that the verifier asks first', async () => {
  const { body } = await sandbox.plain('servicea', '/scenario11?trace=1')
  const hops = body.trace.flatMap(({ who, to }: { who: string; to?: string }) => (to ? [`${who} → ${to}`] : []))
  expect(hops).toEqual(['servicea → signer', 'signer → verifier', 'verifier → jwt-factory', 'verifier → serviceb'])
  expect(JSON.stringify(body.received)).not.toMatch(/ey[\w-]+\.[\w-]+/)
})
