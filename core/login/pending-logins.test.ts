import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { COOKIE_OPTIONS } from './login-settings.ts'
import { createPendingLogins } from './pending-logins.ts'
import { createRemembered } from './remembered.ts'
import { createSeal } from './seal.ts'

test('a login that is taken several times at once is taken once', async () => {
  const clock = manualClock(0)
  const seal = createSeal('a secret of the client', 'login')
  const pending = createPendingLogins(COOKIE_OPTIONS, seal, clock, createRemembered(10, clock))
  const { login, cookies } = await pending.begin('/', undefined)
  const [cookie] = cookies.map((text) => text.split(';', 1)[0])
  const taken = await Promise.all(Array.from({ length: 5 }, () => pending.take(login.state, cookie)))
  expect(taken.filter((each) => typeof each === 'object')).toEqual([expect.objectContaining(login)])
  expect(taken.filter((each) => typeof each === 'string')).toEqual(['used', 'used', 'used', 'used'])
})
