import { expect, test } from 'vitest'
import { manualClock } from '../clock.ts'
import { createKeyMaker } from './key-maker.ts'

test.each(['ES256', 'RS256'] as const)(
  'every %s key is a new one, also when many are wanted at once',
  async (algorithm) => {
    const maker = createKeyMaker(algorithm, manualClock(0))
    const keys = await Promise.all([maker.make(), maker.make(), maker.make()])
    const last = await maker.make()
    expect(new Set([...keys, last].map(({ kid }) => kid)).size).toBe(4)
    expect(keys.every((key) => key.algorithm === algorithm)).toBe(true)
  },
)

test('an RSA key waits for whoever wants the next one', async () => {
  const clock = manualClock(1000)
  const maker = createKeyMaker('RS256', clock)
  await maker.make() // from here on one is ready
  clock.advance({ seconds: 60 })
  expect((await maker.make()).createdAt).toBe(1000)
  expect((await maker.make()).createdAt).toBe(61_000)
})
