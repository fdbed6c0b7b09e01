import { afterEach, beforeEach, expect, test } from 'vitest'
import { manualClock, type ManualClock } from '#core/clock'
import { assertion, assertionForm, basic, openTestIssuer, type TestIssuer } from '../test-issuer.ts'

const FLOOD = 20
const WAITING = 8

let factory: TestIssuer
let answers: ManualClock
beforeEach(async () => {
  factory = await openTestIssuer()
  answers = manualClock(0)
  factory.clock.delay = answers.delay // what is delayed waits until this clock is moved
})
afterEach(() => factory.close())

const GRANT = { grant_type: 'client_credentials' }
const ask = (id: string, secret?: string, path = '/token') =>
  factory.post(path, GRANT).set('authorization', basic(id, secret))

/** Guesses at many connections, until those who are not let wait have been answered. */
async function flood(id: string): Promise<Promise<number>[]> {
  let answered = 0
  const statuses = Array.from({ length: FLOOD }, async (_, index) => {
    const { status } = await ask(id, `guess ${index}`)
    answered++
    return status
  })
  await expect.poll(() => answered).toBe(FLOOD - WAITING)
  return statuses
}

test('of many wrong guesses at once a few wait; the others are told to come again', async () => {
  const statuses = await flood('servicea')
  answers.advance({ seconds: 1 })
  const all = await Promise.all(statuses)
  expect(all.filter((status) => status === 429)).toHaveLength(FLOOD - WAITING)
  expect(all.filter((status) => status === 401)).toHaveLength(WAITING)
})

test('amid a flood the right secret gets the answer of a wrong one, at every route; afterwards it is right again', async () => {
  const statuses = await flood('servicea')
  for (const path of ['/token', '/introspect', '/revoke', '/issuers/far/token']) {
    const right = await ask('servicea', undefined, path).expect(429).expect('retry-after', '1')
    const wrong = await ask('servicea', 'guess', path).expect(429).expect('retry-after', '1')
    expect(right.body).toEqual(wrong.body)
    expect(right.body.error).toBe('temporarily_unavailable')
  }
  answers.advance({ seconds: 1 })
  await Promise.all(statuses)
  await ask('servicea').expect(200)
})

test('a flood at one client keeps out no other, nor whoever proves to be that client with a key', async () => {
  const statuses = await flood('servicea')
  await factory.ask('serviceb', { audience: 'servicec' }).expect(200)
  await factory.post('/token', { ...GRANT, ...assertionForm(await assertion(factory, 'servicea')) }).expect(200)
  answers.advance({ seconds: 1 })
  await Promise.all(statuses)
})
