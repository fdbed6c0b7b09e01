import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../support/sandbox.ts'
import { rawPost, sendRaw } from '../support/raw.ts'
import { soakSize } from '../support/soak-size.ts'

/** What a body may have at most, in bytes. */
const LIMIT = 102_400
const ROUNDS = soakSize('SOAK_BODIES', 200)
const AT_ONCE = 20

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

/** A question about a token that nobody believes, of exactly so many bytes. */
function bodyOf(bytes: number): string {
  const body = { aud: 'serviceb', sub: 'servicea', token: '' }
  return JSON.stringify({ ...body, token: 'x'.repeat(bytes - JSON.stringify(body).length) })
}

const SIZES: [string, number, number[]][] = [
  ['far below the limit', 20_000, [200]],
  ['one byte below the limit', LIMIT - 1, [200]],
  ['at the limit', LIMIT, [200]],
  ['one byte beyond', LIMIT + 1, [413]],
  ['ten times as large', 10 * LIMIT, [413, 0]], // 0: it hangs up while we are still sending
  ['of 20 MB', 20_000_000, [413, 408, 0]],
]

test.each(SIZES)(`bodies %s, ${ROUNDS} rounds of ${AT_ONCE} at once (%i bytes)`, async (_what, bytes, expected) => {
  const request = rawPost('/verify/servicea', bodyOf(bytes))
  for (let round = 0; round < ROUNDS; round++) {
    const asked = Array.from({ length: AT_ONCE }, () => sendRaw(sandbox.factory.port, request))
    for (const { status } of await Promise.all(asked)) expect(expected).toContain(status)
  }
  expect(sandbox.logs.filter((line) => line.includes('"msg":"bug"'))).toEqual([])
  expect((await sandbox.plain('servicea', '/scenario1')).body.valid).toBe(true)
})
