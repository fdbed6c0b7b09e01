import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadScenarios, SCENARIOS_FOLDER } from '#scenarios'
import { openTestSandbox, type TestSandbox } from '../support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox({ scenarios: await loadScenarios([SCENARIOS_FOLDER, import.meta.dirname]) })
})
afterAll(() => sandbox.close())

test('the scenario of CONTRIBUTING.md is played, and ends as its story says', async () => {
  const { status, body } = await sandbox.plain('servicea', '/scenario17?trace=1')
  expect({ status, body }).toMatchObject({ status: 200, body: { valid: false, reason: 'wrong-audience' } })
  expect(body.trace[0].sentence).toBe('Service A plays scenario 17: A knocks at the wrong door.')
})
