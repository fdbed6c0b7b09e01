import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from './support/sandbox.ts'

// The key of the signer and the registry that knows it are moved and put back together.

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await openTestSandbox()
})
afterAll(() => sandbox.close())

const play = async (query = '') => (await sandbox.plain('servicea', `/scenario11${query}`)).body

test.each(['2h', '2d', '400d'])(
  'scenario 11 plays while the clock is moved by %s, with a new key too, and after the reset',
  async (by) => {
    const { claims } = await play()
    expect(claims).toMatchObject({ iss: 'servicea' })
    await sandbox.clock.advance(by)
    expect(await play()).toMatchObject({ valid: true })
    expect(await play('?rotate=1')).toMatchObject({ before: { valid: true }, after: { valid: true } })
    await sandbox.reset()
    expect(await play()).toMatchObject({ valid: true })
    expect(await play('?rotate=1')).toMatchObject({ before: { valid: true }, after: { valid: true } })
  },
)

test('it plays while the clock is set back, too', async () => {
  await sandbox.clock.set('2026-01-01T00:00:00Z')
  expect(await play('?rotate=1')).toMatchObject({ before: { valid: true }, after: { valid: true } })
  await sandbox.reset()
  expect(await play()).toMatchObject({ valid: true })
})
