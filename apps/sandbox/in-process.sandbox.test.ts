import { rm } from 'node:fs/promises'
import { expect, onTestFinished, test } from 'vitest'
import { systemClock } from '#core/clock'
import { loadScenarios } from '#scenarios'
import { certifiedFolder } from '../../tests/support/folders.ts'
import { freePorts, isFree } from '../../tests/support/ports.ts'
import { startInProcess } from './in-process.ts'

test('when one process cannot start, none is left', async () => {
  const keysFolder = await certifiedFolder()
  onTestFinished(() => rm(keysFolder, { recursive: true }))
  const [port = 0] = await freePorts(1)
  const env = { FACTORY_PORT: String(port), SERVICEA_PORT: String(port) } // the factory starts, and servicea cannot
  const starting = startInProcess({ keysFolder, env, scenarios: await loadScenarios(), clock: systemClock })
  await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' })
  expect(await isFree(port)).toBe(true)
})
