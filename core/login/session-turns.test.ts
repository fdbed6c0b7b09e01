import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { COOKIE_OPTIONS, STORE_SESSIONS } from './login-settings.ts'
import { createStoreSessions } from './store-sessions.ts'

test('who took longer than a turn to renew a session does not end the turn of the next one', async () => {
  const clock = manualClock(0)
  const store = createMemoryStore(clock)
  const parts = { settings: STORE_SESSIONS, options: COOKIE_OPTIONS, whose: 'ours', store, clock, machine: clock }
  const [slow, next] = [createStoreSessions(parts), createStoreSessions(parts)]
  const session = { subject: 'ada', idToken: 'a', accessToken: 'b', validUntil: 1e6, endsAt: 1e6 }
  const cookie = String((await slow.open(session, undefined))[0]?.split(';')[0])
  const turnAt = async (sessions: typeof slow) => {
    const found = await sessions.find(cookie)
    if (!found || found === 'twice') throw new Error('there is no session')
    const turn = await sessions.takeTurn(found)
    if (!turn.mine) throw new Error('it is the turn of somebody else')
    return turn
  }
  const first = await turnAt(slow)
  clock.advance({ seconds: 20 })
  const second = await turnAt(next)
  await first.leave()
  expect(await store.list('login-turns')).toHaveLength(1)
  await second.leave()
  expect(await store.list('login-turns')).toEqual([])
})
