import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Step, StepCheck } from '#core/trace/step'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

/** What the verifier of a play told the trace. */
async function checksOf(path: string): Promise<StepCheck[]> {
  const { body } = await sandbox.plain('servicea', path)
  const step = body.trace.find(({ verb }: Step) => verb === 'checks')
  return step?.checks ?? expect.fail('nothing was checked')
}

describe('the checks of the verifier', () => {
  test('are all there, in their order, each with the rule behind it', async () => {
    const checks = await checksOf('/scenario1?trace=1')
    const names = checks.map(({ check }) => check)
    expect(names.slice(0, 9)).toEqual([
      'form',
      'header',
      'critical',
      'algorithm',
      'type',
      'key',
      'signature',
      'claims',
      'issuer',
    ])
    expect(names.slice(9)).toEqual([
      'audience',
      'subject',
      'required',
      'expiry',
      'not-before',
      'issued-at',
      'lifetime',
      'binding',
    ])
    for (const { rule } of checks) expect(rule).toMatch(/^(?:RFC \d{4} §[\d.]+|own limit).*: ./)
  })

  test('pass or are skipped where the token has nothing to check', async () => {
    const checks = await checksOf('/scenario3?trace=1')
    const skipped = checks.filter(({ outcome }) => outcome !== 'passed')
    expect(skipped.map(({ check, outcome }) => `${check} ${outcome}`)).toEqual([
      'not-before skipped',
      'binding skipped',
    ])
  })

  test.each([1, 3])('end with the one that failed (scenario %i)', async (number) => {
    const checks = await checksOf(`/scenario${number}?trace=1&expired=1`)
    const failed = checks.findIndex(({ outcome }) => outcome === 'failed')
    expect(checks[failed]).toMatchObject({ check: 'expiry', reason: 'expired' })
    expect(new Set(checks.slice(0, failed).map(({ outcome }) => outcome))).toEqual(new Set(['passed']))
    expect(new Set(checks.slice(failed + 1).map(({ outcome }) => outcome))).toEqual(new Set(['skipped']))
  })
})
