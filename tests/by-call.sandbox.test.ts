import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { loadScenarios } from '#scenarios'
import { startInProcess, type Sandbox } from '../apps/sandbox/in-process.ts'

let keysFolder: string
let sandbox: Sandbox
beforeAll(async () => {
  keysFolder = await mkdtemp(join(tmpdir(), 'keys-'))
  sandbox = await startInProcess({ keysFolder, scenarios: await loadScenarios(), clock: systemClock })
})
beforeEach(() => sandbox.reset())
afterAll(async () => {
  await sandbox.close()
  await rm(keysFolder, { recursive: true })
})

test('a play fails while the key set is away, and works again', async () => {
  const play = () => fetch(`http://localhost:${sandbox.processes.servicea.port}/scenario5`)
  const fault = await sandbox.fault('jwks', { status: 503 }, { from: 'serviceb', only: 'jwt-factory' })
  expect((await play()).status).toBe(503)
  fault.remove()
  await sandbox.clock.advance({ minutes: 1 })
  expect((await play()).status).toBe(200)
  sandbox.clearRequests()
  expect(sandbox.requests('jwks').count).toBe(0)
})
