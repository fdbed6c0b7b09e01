import { rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { FREE_PORTS } from '#core/config/process-settings'
import { readConfig } from '#core/config/read-config'
import { certifiedFolder } from '../../tests/support/folders.ts'
import { neighboursSettings } from './config.ts'
import { startNeighbours } from './start.ts'

/** Less is the wait of one that starts alone, or a pause. Milliseconds. */
const PATIENT = 60_000

test('where all are started together, the registry is asked when all listen and not before; its trouble says which address was asked', async () => {
  const keysFolder = await certifiedFolder()
  const happened: string[] = []
  const registry = createServer((socket) => {
    if (!happened.includes('asked')) happened.push('asked')
    socket.destroy()
  })
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
  const { port } = registry.address() as AddressInfo // it listens on a port
  const env = { ...FREE_PORTS, KEYS_FOLDER: keysFolder, FACTORY_URL: `https://127.0.0.1:${port}` }
  const { promise: said, resolve } = Promise.withResolvers<string>()
  const troubled = said.then((line) => void happened.push(line))
  const starting = startNeighbours({
    config: readConfig(neighboursSettings, env),
    clock: { ...systemClock, delay: (time, signal) => (time < PATIENT ? systemClock.delay(time, signal) : troubled) },
    logFormat: 'json',
    write: (line) => void (line.includes('key-registry-trouble') && resolve(line)),
    untilAllReach: async (stage) => void happened.push(stage),
  })
  onTestFinished(async () => {
    registry.close()
    await (await starting).close()
    await rm(keysFolder, { recursive: true })
  })
  await starting
  const [line = '', ...before] = happened.toReversed()
  expect(before.toReversed()).toEqual(['ports', 'folder', 'asking', 'asked'])
  expect(JSON.parse(line)).toMatchObject({ registry: `https://127.0.0.1:${port}/registry` })
})
