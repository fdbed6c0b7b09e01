import { afterAll, beforeAll, expect, test } from 'vitest'
import { MAX_KEYS_PER_RING } from '#core/rings/key-rings'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

// Whoever plays often enough meets a bound. It is theirs, not a fault of ours or of another process.

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
  const { body } = await sandbox.get('jwt-factory', '/keys/servicea')
  for (let keys = body.keys.length; keys < MAX_KEYS_PER_RING; keys++)
    await sandbox.post('jwt-factory', '/keys/servicea')
})
afterAll(() => sandbox.close())

const play = (path: string) => sandbox.plain('servicea', path)

test.each(['', '?emergency=1', '?trace=1'])(
  'the hundredth play of scenario 6 in an hour is a 429 that says so, and when to come again: %s',
  async (query) => {
    const { status, headers, body } = await play(`/scenario6${query}`)
    expect([status, headers['content-type']]).toEqual([429, 'application/problem+json'])
    const seconds = Number(headers['retry-after'])
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(3601) // the life of a token, and what rounding takes
    expect(body).toMatchObject({ type: 'urn:jwt-sandbox:problem:too-many-keys', status: 429, peer: 'jwt-factory' })
    expect(body.detail).toMatch(/"servicea" has 100 keys .* the maximum\. There is room again in \d+ (?:s|minutes)\.$/)
  },
)

test.each([1, 2, 3, 5, 7, 8, 9])('all else goes on: scenario %i', async (number) => {
  const { status, body } = await play(`/scenario${number}`)
  expect(status).toBe(200)
  expect(JSON.stringify(body)).toContain('"valid":true')
  expect(JSON.stringify(body)).not.toContain('"valid":false')
})
