import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { manualClock } from '#core/clock'
import { STORE_FILE } from '#core/store/sqlite-store'
import { openLoneFactory } from './support/lone-factory.ts'
import { ask } from './support/play-all.ts'
import { until } from './support/until.ts'

// What keeps the time of the machine (core/README.md, "Two clocks"), while the other clock stands still.

test('a factory whose store is away for more than two seconds tells nobody anything about keys', async () => {
  const machine = manualClock('2026-01-01T00:00:00Z')
  const factory = await openLoneFactory({}, { clock: machine })
  onTestFinished(() => factory.close())
  await ask(factory.port, '/control/clock', {
    method: 'PUT',
    body: '{"freeze":true}',
    headers: { 'content-type': 'application/json' },
  })
  const keySet = async () => (await ask(factory.port, '/jwks'))?.status
  machine.advance({ seconds: 10 })
  expect(await keySet()).toBe(200)
  await rename(join(factory.keysFolder, 'jwt-factory', STORE_FILE), join(factory.keysFolder, 'away'))
  await until('the trouble', () => {
    machine.advance({ seconds: 1 })
    return factory.logs.some((line) => line.includes('rotation-failed'))
  })
  machine.advance({ seconds: 3 })
  expect(await keySet()).toBe(503)
})
