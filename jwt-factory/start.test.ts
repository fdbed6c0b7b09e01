import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { FREE_PORTS } from '#core/config/process-settings'
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

test.each([
  ['https://localhost:5443', 'https://localhost:5443'],
  ['https://localhost:5443/', 'https://localhost:5443'],
  ['https://localhost:5443', 'https://localhost:5443/'],
  ['https://localhost:5443', 'HTTPS://LOCALHOST:5443'],
  ['https://localhost', 'https://localhost:443/'],
  ['https://localhost:5443/tokens', 'https://localhost:5443/tokens/'],
  ['https://localhost:5443', 'https://localhost:5443/issuers/near'],
  ['https://localhost:5443/tokens/', 'https://LOCALHOST:5443/tokens/issuers/near/'],
])(
  'tokens of /issueToken and of /token cannot have one issuer: FACTORY_URL=%s FACTORY_ISSUER=%s',
  async (url, issuer) => {
    const keysFolder = await mkdtemp(join(tmpdir(), 'factory-start-'))
    const env = { KEYS_FOLDER: keysFolder, STORE: 'memory', FACTORY_URL: url, FACTORY_ISSUER: issuer }
    const config = readConfig(factorySettings, env)
    const start = startFactory({ config, clock: systemClock, logFormat: 'json', write: () => {} })
    await expect(start).rejects.toThrow(/^FACTORY_ISSUER .*FACTORY_URL/)
    await rm(keysFolder, { recursive: true })
  },
)

test.each(['1', '0'])('with OPEN=%s the log says whether the issuer is open', async (open) => {
  const keysFolder = await mkdtemp(join(tmpdir(), 'factory-start-'))
  const config = readConfig(factorySettings, { ...FREE_PORTS, KEYS_FOLDER: keysFolder, STORE: 'memory', OPEN: open })
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const factory = await startFactory({ config, clock: systemClock, logFormat: 'json', write })
  await factory.close()
  await rm(keysFolder, { recursive: true })
  expect(lines.filter((line) => line.includes('issuer-is-open'))).toHaveLength(Number(open))
})

test('an open issuer that others can reach does not start', async () => {
  const config = readConfig(factorySettings, { ...FREE_PORTS, OPEN: '1', HOST: '0.0.0.0' })
  const start = startFactory({ config, clock: systemClock, logFormat: 'json', write: () => {} })
  await expect(start).rejects.toThrow(/^OPEN +is 1, but others/)
})

const lookUp = async () => [{ address: '203.0.113.7' }]

test('a plain issuer whose name leads to another machine does not start', async () => {
  const env = { ...FREE_PORTS, FACTORY_URL: 'http://issuer.localhost:5555', FACTORY_PORT: '5555' }
  const config = readConfig(factorySettings, env)
  const start = startFactory({ config, clock: systemClock, logFormat: 'json', write: () => {}, lookUp })
  await expect(start).rejects.toThrow(/^FACTORY_URL +is plain HTTP, .*leads to 203\.0\.113\.7/)
})
