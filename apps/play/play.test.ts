import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import { openTlsIdentity } from '#core/http/tls'
import { loadScenarios } from '#scenarios'
import { playSettings } from './config.ts'
import { play } from './play.ts'

const [scenario = expect.fail('there is no scenario')] = await loadScenarios()

async function configWithEmptyFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  // Nothing listens on port 1, and no ordinary user can change that.
  return readConfig(playSettings, { KEYS_FOLDER: folder, SERVICEA_URL: 'https://127.0.0.1:1' })
}

test('where no sandbox was ever started, it says how to start one', async () => {
  const playing = play(
    { scenario, query: {}, isBrief: false, withTokens: false },
    await configWithEmptyFolder(),
    systemClock,
  )
  await expect(playing).rejects.toThrow('npm start')
})

test('where none runs at the moment, it says so', async () => {
  const config = await configWithEmptyFolder()
  await openTlsIdentity(join(config.keysFolder, 'tls'), 'servicea', systemClock)
  const playing = play({ scenario, query: {}, isBrief: false, withTokens: false }, config, systemClock)
  await expect(playing).rejects.toThrow(/servicea cannot be reached.*"npm start"/s)
})
