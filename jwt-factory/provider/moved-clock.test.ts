import { decodeJwt } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { beginLogin, openTestProvider } from './test-login.fixture.ts'

const DAY = 86_400_000

test('a clock that is moved ends no login and dates no token of the provider, and the control plane says so', async () => {
  const { ask, logIn, trade, parts } = await openTestProvider()
  onTestFinished(() => parts.close())
  const told = async () => (await ask('GET', '/healthz')).body.control
  await parts.control.clock.advance(2 * DAY)
  expect(await told()).toHaveLength(1) // the clock, and nothing of a provider that nobody has asked for
  const { browser, exchange } = await logIn()
  const { id_token = '' } = await trade(exchange)
  expect(decodeJwt(id_token).iat).toBeLessThan(systemClock.now() / 1000 + 60)
  expect(await told()).toEqual([
    expect.stringContaining('ahead'),
    'what /login gives out, and its sessions, go by the clock of the machine all the same',
  ])
  await parts.control.clock.advance(30 * DAY)
  expect((await browser.open(beginLogin({ prompt: 'none' }).url)).url).toContain('?code=')
  await parts.control.reset()
  expect(await told()).toBeUndefined()
})
