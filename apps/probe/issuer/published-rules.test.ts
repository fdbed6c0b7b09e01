import { expect, test } from 'vitest'
import { waitingClock } from '#core/clock'
import type { AskControl } from './ask-control.ts'
import { createPublishing } from './published-rules.ts'

/** A factory that says of its key set how long it may be kept. @returns what it was told to publish with it, rule by rule */
function factoryThatSays(...cacheControls: (string | undefined)[]) {
  const effects: { headers?: Readonly<Record<string, string>> }[] = []
  const asked: string[] = []
  const ask = async (method: string, path: string, body?: object) => {
    if (method === 'POST') effects.push((Object(body) as { effect: (typeof effects)[number] }).effect)
    return method === 'GET' && path === '/control/faults' ? { faults: [] } : {}
  }
  const cacheControlOf = async (path: string) => {
    asked.push(path)
    return cacheControls.shift()
  }
  return { ask: Object.assign(ask, { cacheControlOf, close: () => {} }) as AskControl, effects, asked }
}

const publishingAt = (ask: AskControl) =>
  createPublishing({ ask, clock: waitingClock(0), runId: 'x', keySetPath: '/issuers/far/jwks' })

const SET = { jwks: { keys: [] } } as const

test('what is published may be kept as long as the issuer says of its own key set, for that is what a target has promised', async () => {
  const { ask, effects, asked } = factoryThatSays('public, max-age=60', 'public, max-age=7')
  const publishing = publishingAt(ask)
  await publishing.publish(SET)
  await publishing.publish(SET) // while ours is published the answer is ours
  await publishing.close()
  const kept = { 'cache-control': 'public, max-age=60' }
  expect(effects.map(({ headers }) => headers)).toEqual([kept, kept])
  expect(asked).toEqual(['/issuers/far/jwks'])
})

test('an issuer that says nothing, or cannot be read at first, is not spoken for', async () => {
  const { ask, effects } = factoryThatSays(undefined, 'max-age=5')
  const publishing = publishingAt(ask)
  await (await publishing.publish(SET)).restore()
  await publishing.publish(SET)
  expect(effects.map(({ headers }) => headers)).toEqual([undefined, { 'cache-control': 'max-age=5' }])
})
