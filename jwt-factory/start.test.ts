import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import { factorySettings } from './config.ts'
import { startFactory } from './start.ts'

test('with STORE=redis and no STORE_SECRET nothing starts: private keys would stand there for everybody', async () => {
  const keysFolder = await mkdtemp(join(tmpdir(), 'factory-start-'))
  const config = readConfig(factorySettings, { KEYS_FOLDER: keysFolder, STORE: 'redis://127.0.0.1:1' })
  const start = startFactory({ config, clock: systemClock, logFormat: 'json', write: () => {} })
  await expect(start).rejects.toThrow(/STORE_SECRET/)
  await rm(keysFolder, { recursive: true })
})

test.each(['https://localhost:5443', 'https://localhost:5443/'])(
  'tokens of /issueToken and of /token cannot have one issuer: %s',
  async (url) => {
    const keysFolder = await mkdtemp(join(tmpdir(), 'factory-start-'))
    const env = { KEYS_FOLDER: keysFolder, STORE: 'memory', FACTORY_URL: url, FACTORY_ISSUER: 'https://localhost:5443' }
    const config = readConfig(factorySettings, env)
    const start = startFactory({ config, clock: systemClock, logFormat: 'json', write: () => {} })
    await expect(start).rejects.toThrow(/FACTORY_ISSUER/)
    await rm(keysFolder, { recursive: true })
  },
)
