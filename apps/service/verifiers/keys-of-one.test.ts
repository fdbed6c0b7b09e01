import { expect, test } from 'vitest'
import { manualClock } from '#core/clock'
import type { KeySetAnswer } from '#core/key-sources/remote-key-set'
import { generateSigningKey } from '#core/keys/signing-key'
import { createLog } from '#core/log'
import { shareNothing, readTraceparent } from '#core/trace/context'
import { silent } from '#core/trace/recorder'
import { openFactoryKeys } from './factory-keys.ts'

// Keys that all share, and a fault that is set for the trace of one of them.

const key = await generateSigningKey('ES256', 1)
const HINT = { kid: key.kid, alg: 'ES256' } as const
const answer = (status: number, keys: object[] = []): KeySetAnswer => ({ status, body: { keys }, headers: {} })
const traceId = (digit: string) => digit.repeat(32)
const requestOf = (digit: string) => ({
  trace: readTraceparent(`00-${traceId(digit)}-${'e'.repeat(16)}-00`),
  recorder: silent,
  deadline: Infinity,
})

/** A factory that answers the trace 1111… in a way of its own. */
function open(own: KeySetAnswer) {
  const clock = manualClock(0)
  const asked: string[] = []
  const log = createLog({ name: 'test', level: 'silent', format: 'json', clock, write: () => {} })
  const factory = {
    async fetchKeySet(...[, , { context }]: [unknown, unknown, { context: ReturnType<typeof requestOf> }]) {
      asked.push(context.trace.traceId)
      if (context.trace.traceId !== traceId('1')) return answer(200, [key.publicJwk])
      shareNothing(context.trace)
      return own
    },
  }
  const keys = openFactoryKeys({ factory, clock, machine: clock, log, patience: 1000 })
  const outcome = async (digit: string) => {
    const found = keys.source(requestOf(digit)).select(HINT)
    return Promise.resolve(found).then(
      ({ kid }) => kid,
      (error: Error) => error.name,
    )
  }
  return { asked, outcome }
}

test.each<[string, KeySetAnswer, string]>([
  ['an error', answer(503), 'KeysUnavailable'],
  ['other keys', answer(200), 'TokenRejected'],
])('%s for one trace: it judges by that, and those do not who wait with it or come later', async (_what, own, why) => {
  const { asked, outcome } = open(own)
  expect(await Promise.all(['1', '2', '3'].map(outcome))).toEqual([why, key.kid, key.kid])
  expect(await outcome('4')).toBe(key.kid)
  expect(asked).toHaveLength(2)
  expect(asked[0]).toBe(traceId('1'))
  expect(asked).not.toContain(traceId('2')) // it belongs to nobody
})
