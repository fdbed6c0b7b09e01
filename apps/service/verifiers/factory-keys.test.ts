import { expect, onTestFinished, test } from 'vitest'
import { MODES, openVerifyingService, type ModeName } from './trust-modes.fixture.ts'

const PEER_TIMEOUT = 600

const ofKeySet = (Object.keys(MODES) as ModeName[]).filter((mode) => MODES[mode].signer === 'factory') // its own keys

test.each(ofKeySet)(
  '%s: the fetch of the keys has half of the time of a play, whatever its caller has',
  async (mode) => {
    const b = await openVerifyingService({ PEER_TIMEOUT: String(PEER_TIMEOUT) })
    onTestFinished(() => b.close())
    await b.expectBelieved(mode)
    const { context } = b.asked.find(({ request }) => request.path.endsWith('/jwks')) ?? expect.fail('nobody asked')
    expect(context.deadline).toBe((PEER_TIMEOUT / 2) * 1000) // on a clock that stands still
  },
)

test('one key set serves all modes: it is fetched once', async () => {
  const b = await openVerifyingService()
  onTestFinished(() => b.close())
  for (const mode of ofKeySet) for (let call = 0; call < 3; call++) await b.expectBelieved(mode)
  const sets = b.asked.map(({ request }) => request.path).filter((path) => path.endsWith('/jwks'))
  expect(sets.sort()).toEqual(['/jwks', '/keys/servicea/jwks'])
})
