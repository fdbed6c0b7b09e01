import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createMemoryStore } from '../store/memory-store.ts'
import { COOKIE_OPTIONS, STORE_SESSIONS } from './login-settings.ts'
import { createOpenedSessions } from './opened-sessions.ts'
import type { Session } from './session.ts'
import { createStoreSessions } from './store-sessions.ts'

const sessionOf = (subject: string): Session => ({
  subject,
  idToken: 'a',
  accessToken: 'b',
  validUntil: 1e6,
  endsAt: 1e6,
})

test('a session in the store that was put in the place of another is not opened, though it was opened before', async () => {
  const clock = manualClock(0)
  const store = createMemoryStore(clock)
  const parts = { settings: STORE_SESSIONS, options: COOKIE_OPTIONS, whose: 'ours', store, clock, machine: clock }
  const sessions = createStoreSessions(parts)
  const cookieOf = async (subject: string) =>
    String((await sessions.open(sessionOf(subject), undefined))[0]?.split(';')[0])
  const [ada, eve] = [await cookieOf('ada'), await cookieOf('eve')]
  const found = await sessions.find(ada)
  if (!found || found === 'twice') throw new Error('there is no session')
  expect(await sessions.find(ada)).toEqual(found)
  for (const [key] of await store.list('login-sessions')) await store.set('login-sessions', key, found.kept)
  expect(await sessions.find(eve)).toBeUndefined()
  expect(await sessions.find(ada)).toEqual(found)
})

test('no more are remembered than there is room for', () => {
  const opened = createOpenedSessions()
  for (let count = 0; count <= 1000; count++) opened.put(`${count}`, 'kept', sessionOf('ada'))
  expect(opened.get('0', 'kept')).toBeUndefined()
  expect(opened.get('1000', 'kept')).toBeDefined()
})
