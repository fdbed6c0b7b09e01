import { expect, test } from 'vitest'
import { waitingClock } from '../clock.ts'
import { FIRST, SECOND, openIssuer } from './remote-keys.fixture.ts'

// A key set ages by a clock that somebody may move; its issuer is spared by that of the machine.

test('a key that comes back is looked for after the cool-down by the clock of the machine, also where the other one stands still', async () => {
  const machine = waitingClock(0)
  const both = [FIRST.publicJwk, SECOND.publicJwk]
  let published = both
  const issuer = openIssuer(() => published, machine)
  await issuer.outcome(FIRST.kid)
  published = [SECOND.publicJwk]
  issuer.clock.advance({ seconds: 60 })
  expect(await issuer.outcome(FIRST.kid)).toBe('revoked-key')
  published = both
  issuer.clock.advance({ seconds: 50 })
  expect(await issuer.outcome(FIRST.kid)).toBe('revoked-key')
  machine.advance({ seconds: 10 })
  expect(await issuer.outcome(FIRST.kid)).toBe('found')
})
