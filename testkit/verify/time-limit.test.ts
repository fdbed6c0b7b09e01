import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { startIssuer } from '../start-issuer.ts'
import { createTokenGuard } from './token-guard.ts'
import type { TokenRules } from './token-rules.ts'

const never = () => new Promise<never>(() => {})

/** A guard whose clock stands still, and what answers for Node. @returns what calls it */
async function standingGuard(further: (issuer: { fetch: typeof fetch }) => Partial<TokenRules<object>>) {
  const issuer = await startIssuer({ audiences: ['orders'], tls: false })
  onTestFinished(() => issuer.stop())
  const clock = manualClock(Date.now())
  const told: string[] = []
  const { url, jwksUri } = issuer
  const log: TokenRules['log'] = ({ reason, error }) => told.push(`${reason}: ${error}`)
  const rules = { issuer: url, jwksUri, audience: 'orders', algorithms: ['ES256'] as const, log, ...further(issuer) }
  const guard = createTokenGuard<object>(rules, clock)
  const token = await issuer.token()
  const call = async () => {
    let status = 0
    const response = { writeHead: (code: number) => ((status = code), { end: () => {} }) }
    const request = { rawHeaders: ['Authorization', `Bearer ${token}`] }
    const entry = await guard(request as IncomingMessage, response as unknown as ServerResponse) // as much as is read
    return entry ? 200 : status
  }
  return { call, clock, told }
}

test.each(['revoked', 'schema'])('%s that does not answer is 503 after five seconds', async (what) => {
  const asked = Promise.withResolvers<void>()
  const wait = () => (asked.resolve(), never())
  const rule = what === 'revoked' ? { revoked: wait } : { schema: { '~standard': { validate: wait } } }
  const { call, clock, told } = await standingGuard(() => rule)
  const answer = call()
  await asked.promise
  clock.advance({ seconds: 5 })
  expect(await answer).toBe(503)
  expect(told).toEqual([`cannot-decide: ${what} did not answer within 5 s`])
})

test('a fetch of keys that never answers, and minds no signal, is given up; the next one is asked', async () => {
  const asked = Promise.withResolvers<void>()
  let fetches = 0
  const { call, clock, told } = await standingGuard(({ fetch }) => ({
    timeout: 2,
    fetch: (...given) => {
      if (fetches++ > 0) return fetch(...given)
      asked.resolve()
      return never()
    },
  }))
  const answer = call()
  await asked.promise
  clock.advance({ seconds: 2 })
  expect(await answer).toBe(503)
  expect(told[0]).toContain('the issuer did not answer within 2 s')
  expect(await call()).toBe(200)
})
