import { readdir } from 'node:fs/promises'
import type { Express } from 'express'
import type { Duration } from '#core/clock'
import type { Environment } from '#core/config/setting'
import type { KeyRings } from '#core/rings/key-rings'
import { createFactory } from './factory.ts'
import type { RingUse } from './ring-use.ts'
import { openTestParts } from './test-parts.ts'
import request from '../tests/support/request.ts'

export const START = '2026-02-03T10:00:00.000Z'

/** A factory for route tests: real keys in a folder of its own, a clock that stands still, no port of its own. */
export interface TestFactory {
  app: Express
  rings: KeyRings
  use: RingUse
  keysFolder: string
  /** All log lines so far. */
  logs: string[]
  advance(by: Duration): void
  /** Seconds since 1970, by the factory's clock. */
  seconds(): number
  /** Issues a token and fails the test when the factory does not. */
  issue(ringId: string, claims?: object, query?: string): Promise<string>
  /** What the factory says about a token, asked with the right audience and subject unless told otherwise. */
  verdictOn(token: string, question?: object, ringId?: string): Promise<any> // oxlint-disable-line typescript/no-explicit-any -- tests look into it as they like
  /** Every file under the keys folder. */
  files(): Promise<string[]>
  /** Forgets everything; another factory that was opened on its folder included. */
  close(): Promise<void>
}

export async function openTestFactory(
  options: { env?: Environment; keysFolder?: string; ringIds?: string[] } = {},
): Promise<TestFactory> {
  const parts = await openTestParts({ start: START, ringIds: ['servicea'], ...options })
  const { rings, use, keysFolder, logs, clock, close } = parts
  const app = createFactory(parts)
  return {
    app,
    rings,
    use,
    keysFolder,
    logs,
    advance: (by) => clock.advance(by),
    seconds: () => clock.now() / 1000,
    async issue(ringId, claims = {}, query = '') {
      const answer = await request(app).post(`/issueToken/${ringId}${query}`).send(claims).expect(200)
      return answer.text
    },
    async verdictOn(token, question = {}, ringId = 'servicea') {
      const body = { token, aud: 'serviceb', sub: ringId, ...question }
      const answer = await request(app).post(`/verify/${ringId}`).send(body).expect(200)
      return answer.body
    },
    files: async () => (await readdir(keysFolder, { recursive: true })).sort(),
    close,
  }
}
