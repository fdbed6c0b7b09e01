import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemClock } from '#core/clock'
import { openTestSandbox, type TestSandbox } from '../../tests/support/sandbox.ts'
import { createAskControl } from './issuer/ask-control.ts'
import type { ClockNote } from './issuer/clock-note.ts'
import { openFactorySide } from './issuer/factory-side.ts'
import { issuerFacts, TARGET } from './issuer/issuer.fixture.ts'
import { openFactoryAlone } from './issuer/open-factory-alone.ts'
import { newRunId } from './issuer/probe-clients.ts'
import { openRunPlace } from './issuer/run-place.ts'

let sandbox: TestSandbox
beforeAll(async () => void (sandbox = await openTestSandbox()))
afterAll(() => sandbox.close())

const plainOf = (process: 'jwt-factory' | 'serviceb') => new URL(`http://localhost:${sandbox.processes[process].port}`)
const controlOf = async (process: 'jwt-factory' | 'serviceb') => (await sandbox.plain(process, '/control')).body
const clientsText = async () => (await sandbox.plain('jwt-factory', '/control/clients')).text

function optionsOfRun() {
  const issuer = `https://localhost:${sandbox.factory.tlsPort}`
  const target = { ...TARGET, issuer, audience: 'serviceb', otherAudience: 'servicec', algorithms: ['ES256'] as const }
  return {
    ...issuerFacts({ target }),
    targetUrl: new URL(`https://localhost:${sandbox.processes.serviceb.tlsPort}`),
    factoryUrl: plainOf('jwt-factory'),
    targetControlUrl: plainOf('serviceb'),
  }
}

const openAlone = (said: string[] = []) =>
  openFactoryAlone(optionsOfRun(), { keysFolder: sandbox.keysFolder, tell: (text) => void said.push(text) })

/** A run that holds no place, and whose note stays: the operating system lets go of the place of one that is killed. */
async function openKilledRun() {
  const runId = newRunId(systemClock.now() / 1000)
  const clocks = new Map<string, ClockNote>()
  const write = () => writeFile(join(placeOf(), `${runId}.json`), JSON.stringify({ clocks: [...clocks.values()] }))
  await mkdir(placeOf(), { recursive: true })
  await write()
  const noteClock = async (note: ClockNote) => {
    clocks.set(note.url, note)
    await write()
  }
  const side = await openFactorySide({ ...optionsOfRun(), place: { runId, noteClock } })
  return { ...side, runId }
}

const placeOf = () => join(sandbox.keysFolder, 'probe-runs', `localhost-${sandbox.factory.port}`)
const notes = async () => (await readdir(placeOf())).filter((name) => name.endsWith('.json'))

test('of two runs at one factory the second does not begin, and says since when the first is at work', async () => {
  const first = await openAlone()
  await expect(openAlone()).rejects.toThrow(/^Another run of the probe is at work at .*, since \d{4}-.* UTC: wait/)
  await first.close()
  const next = await openAlone()
  await next.close()
  expect(await notes()).toEqual([])
})

test('what a run that was killed has left is taken back by the next one, which says so in one line', async () => {
  const killed = await openKilledRun()
  await killed.publish!({ jwks: { keys: [] } })
  await killed.moveClock!(600, 'all')
  await killed.moveClock!(600, 'target')
  const said: string[] = []
  const next = await openAlone(said)
  expect(said).toEqual([expect.stringMatching(/was killed.*what it published, its clients, 2 clocks that it moved\.$/)])
  expect(await clientsText()).not.toContain(killed.runId)
  expect((await controlOf('serviceb')).set).toEqual([])
  await next.close()
  expect((await controlOf('jwt-factory')).set).toEqual([])
  expect(await notes()).toEqual([])
  await killed.close()
})

test('a clock that somebody else has moved since stays as it is', async () => {
  const killed = await openKilledRun()
  await killed.moveClock!(600, 'target')
  await sandbox.plain('serviceb', '/control/clock', { method: 'PUT', body: { advance: 3600 } })
  const next = await openAlone()
  await next.close()
  expect(Math.round((await controlOf('serviceb')).clock.aheadMs / 60_000)).toBe(70)
  await killed.close()
  await sandbox.reset()
})

test('a run with other keys, which may be at work, is told', async () => {
  const other = await openFactorySide(optionsOfRun())
  const said: string[] = []
  const next = await openAlone(said)
  expect(said).toEqual([expect.stringMatching(/has clients at this factory, and another KEYS_FOLDER/)])
  await other.close()
  await next.close()
})

test('a note that leads elsewhere, or is none, is not followed', async () => {
  const { runId, close } = await openKilledRun()
  await close()
  const url = 'http://elsewhere.invalid'
  const clocks = [{ url, wasMoved: false, aheadMs: 0, mayBeAheadMs: [0] }]
  await writeFile(join(placeOf(), `${runId}.json`), JSON.stringify({ clocks }))
  await writeFile(join(placeOf(), `${newRunId(1_700_000_000)}.json`), '{"clocks":')
  const ask = createAskControl(plainOf('jwt-factory'), 'jwt-factory', systemClock)
  const asked: string[] = []
  const askAt = ({ href }: URL) => (asked.push(href), ask)
  const parts = { keysFolder: sandbox.keysFolder, factoryUrl: plainOf('jwt-factory'), clock: systemClock, tell() {} }
  const place = await openRunPlace({ ...parts, ask, askAt })
  ask.close()
  await place.close()
  expect([asked, await notes()]).toEqual([[], []])
})
