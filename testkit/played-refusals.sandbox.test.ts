import { expect, test } from 'vitest'
import { assertRefused } from './matchers.ts'
import { startSandbox } from './testing.ts'
import { PATIENT } from '../tests/support/sandbox.ts'
import './vitest.ts'

test('a play in which somebody refuses is a refusal, and a message tells its story', async () => {
  await using sandbox = await startSandbox({ settings: PATIENT })
  await expect(sandbox.play(5, { variant: 'wrong-audience' })).toBeRefused('wrong-audience')
  await expect(sandbox.play(5)).not.toBeRefused()
  await expect(assertRefused(sandbox.play(5))).rejects.toThrow(
    /^Nobody refuses anything\.\n {2}1 {2}Service A plays scenario 5[^]*Service B believes/,
  )
})

test('a call to a service of the sandbox tells what its verifier checked', async () => {
  await using sandbox = await startSandbox({ settings: PATIENT })
  const token = await sandbox.bad('aud-other-service')
  const call = () =>
    sandbox.fetch(`${sandbox.urls.serviceb}/scenario7-server`, { headers: { authorization: `Bearer ${token}` } })
  await expect(call).toBeRefused('wrong-audience')
  await expect(assertRefused(call, 'expired')).rejects.toThrow(
    /^It is refused for another reason: wrong-audience, and not expired\.[^]*Service B checks [^]*Service B refuses /,
  )
})
