import { afterEach, beforeEach, expect, test } from 'vitest'
import { manualClock, type ManualClock } from '#core/clock'
import { until } from '../../../tests/support/until.ts'
import { assertion, assertionForm, basic, openTestIssuer, type TestIssuer } from '../../test-issuer.ts'

const FLOOD = 20
const WAITING = 8

let factory: TestIssuer
let answers: ManualClock
let delays: number[]
beforeEach(async () => {
  factory = await openTestIssuer()
  answers = manualClock(0)
  delays = []
  factory.clock.delay = (milliseconds) => (delays.push(milliseconds), answers.delay(milliseconds)) // until it is moved
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
  await until('who may not wait is answered', () => answered === FLOOD - WAITING)
  return statuses
}

test('of many wrong guesses at once a few wait; the others are told to come again', async () => {
  const statuses = await flood('servicea')
  answers.advance({ seconds: 1 })
  const all = await Promise.all(statuses)
  expect(all.filter((status) => status === 429)).toHaveLength(FLOOD - WAITING)
  expect(all.filter((status) => status === 401)).toHaveLength(WAITING)
})

test.each(['servicea', 'nobody'])(
  'a flood at %s keeps nobody out who knows the secret or has the key, at any route, and makes nobody wait',
  async (guessedAt) => {
    const statuses = await flood(guessedAt)
    const token = { token: 'none' }
    for (const path of ['/token', '/introspect', '/revoke', '/issuers/far/token'])
      for (const id of ['servicea', 'serviceb'])
        await factory.post(path, { ...GRANT, ...token, audience: AUDIENCES[id] ?? '' }, id).expect(200)
    await factory.post('/token', { ...GRANT, ...assertionForm(await assertion(factory, 'servicea')) }).expect(200)
    const wrong = await ask(guessedAt, 'guess').expect(429).expect('retry-after', '1')
    expect(wrong.body.error).toBe('temporarily_unavailable')
    answers.advance({ seconds: 1 })
    await Promise.all(statuses)
  },
)

test('guesses at many names that are not there are not guesses at one: they wait as those at clients do', async () => {
  let answered = 0
  const all = Array.from({ length: FLOOD }, async (_, index) => {
    await ask(`nobody-${index}`, 'guess')
    answered++
  })
  await until('each is answered or waits', () => answered + delays.length === FLOOD)
  expect([answered, Math.max(...delays) < 1000]).toEqual([0, true])
  answers.advance({ seconds: 1 })
  await Promise.all(all)
})

const AUDIENCES: Record<string, string> = { servicea: 'serviceb', serviceb: 'servicec' }
