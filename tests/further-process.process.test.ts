import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { manualClock, systemClock } from '#core/clock'
import { FREE_PORTS, portsOf, urlSettings } from '#core/config/process-settings'
import type { ProcessRow } from '#core/config/process-table'
import { calleesFirst, PROCESS_NAMES, type ProcessName } from '#core/config/processes'
import { readConfig } from '#core/config/read-config'
import { VARIABLES } from '#core/config/unknown-settings'
import { createGuard } from '#core/http/guard'
import { keygenSettings } from '../apps/keygen/config.ts'
import { generateMissingKeys } from '../apps/keygen/generate.ts'
import { startChildren } from '../apps/sandbox/child.ts'
import { sandboxSettings } from '../apps/sandbox/config.ts'
import { startProcesses } from '../apps/sandbox/start-processes.ts'
import { welcome } from '../apps/sandbox/welcome.ts'
import { openLoneFactory } from './support/lone-factory.ts'
import { ask } from './support/play-all.ts'
import { testFolder } from './support/processes.ts'

// A further process is one row: here one that has only a plain port, and one that has all, but not with npm start.

const ROWS = vi.hoisted(() => ({
  recorder: {
    prefix: 'RECORDER',
    port: 4001,
    hasKeys: false,
    isStarted: true,
    hasControl: false,
    calls: ['jwt-factory'],
    command: ['tests/fixtures/further-process.ts'],
    colour: 'blue',
  },
  signer: {
    prefix: 'SIGNER',
    port: 3128,
    tlsPort: 3143,
    hasKeys: true,
    isStarted: false,
    hasControl: false,
    calls: ['servicea', 'signer'], // as nobody should: in a circle
    command: ['nowhere.ts'],
    colour: 'red',
  },
}))

vi.mock('#core/config/process-table', async (original) => {
  const { PROCESSES } = await original<{ PROCESSES: Record<string, ProcessRow> }>()
  const atRest = Object.entries(PROCESSES).map(([name, row]) => [name, { ...row, isStarted: name === 'jwt-factory' }])
  return { PROCESSES: { ...Object.fromEntries(atRest), ...ROWS } satisfies Record<string, ProcessRow> }
})

const RECORDER = 'recorder' as ProcessName // of this table

test('it has the settings of its ports, and an address where it can be called', () => {
  expect(PROCESS_NAMES.slice(-2)).toEqual(['recorder', 'signer'])
  const further = Object.keys(FREE_PORTS).filter((name) => /^(?:RECORDER|SIGNER)_/.test(name))
  expect(further).toEqual(['RECORDER_PORT', 'SIGNER_PORT', 'SIGNER_TLS_PORT'])
  expect(Object.keys(urlSettings)).toContain('signerUrl')
  expect(Object.keys(urlSettings)).not.toContain('recorderUrl')
  expect(VARIABLES).toEqual(expect.arrayContaining([...further, 'SIGNER_URL']))
  expect(VARIABLES).not.toContain('RECORDER_TLS_PORT')
  const { plain, tls } = portsOf(readConfig(sandboxSettings, {}))
  expect(plain).toMatchObject({ recorder: 4001, signer: 3128 })
  expect(tls).toMatchObject({ signer: 3143 })
  expect(tls).not.toHaveProperty('recorder')
})

test('it starts after those that it calls', () => {
  expect(calleesFirst(PROCESS_NAMES).slice(-2)).toEqual(['recorder', 'signer'])
  expect(calleesFirst([RECORDER])).toEqual(['jwt-factory', 'recorder'])
})

test('npm start tells where it listens, if it starts it', () => {
  const text = welcome(readConfig(sandboxSettings, {}), [])
  expect(text).toMatch(/^ {2}recorder +http:\/\/localhost:4001$/m)
  expect(text).not.toContain('signer')
})

test('its name is a name of ours', () => {
  const names = { host: 'localhost', allowedHosts: [], tlsNames: [], allowedOrigins: [], urls: [] }
  expect([...createGuard(names).hosts]).toEqual(expect.arrayContaining(['recorder', 'signer']))
})

test('npm run keys makes what it needs, and the factory has a ring for it; neither for one without keys', async () => {
  const keysFolder = await testFolder()
  await generateMissingKeys(readConfig(keygenSettings, { KEYS_FOLDER: keysFolder }), systemClock)
  const files = (await readdir(keysFolder, { recursive: true })).map((file) => file.replaceAll('\\', '/'))
  for (const file of ['tls/signer.pem', 'signer/jwks.json']) expect(files).toContain(file)
  expect(files.filter((file) => file.startsWith('jwt-factory/signer.'))).toHaveLength(1)
  expect(files.filter((file) => file.includes('recorder'))).toEqual([])

  for (const file of await readdir(join(keysFolder, 'jwt-factory'))) {
    if (file.startsWith('signer.')) await rm(join(keysFolder, 'jwt-factory', file))
  }
  const factory = await openLoneFactory({ STORE: 'memory' }, { keysFolder })
  onTestFinished(() => factory.close())
  expect((await ask(factory.port, '/utils/publicKey/signer'))?.status).toBe(200)
  expect((await ask(factory.port, '/utils/publicKey/recorder'))?.status).toBe(404)
})

test('npm start starts a process that has only a row, and waits for it', async () => {
  const written: string[] = []
  const write = (text: string) => void written.push(text)
  const env = { ...(FREE_PORTS as Record<string, string>), KEYS_FOLDER: await testFolder() } // all of them are set
  const clock = manualClock(0)
  const processes = startProcesses({ env, isPretty: false, clock, write, tell: write })
  onTestFinished(async () => {
    processes.stop()
    await processes.ended
  })
  clock.advance({ seconds: 30 })
  expect(written).toEqual(['Still waiting for jwt-factory, recorder to listen.\n'])
  expect(await processes.ready).toBe(true)
})

test('a program that starts it starts those that it calls first, and tells it where they are', async () => {
  const folder = await testFolder()
  const { children, stop } = await startChildren([RECORDER, 'jwt-factory'], folder, { KEYS_FOLDER: folder })
  onTestFinished(stop)
  const answer = await fetch(children[RECORDER].url)
  expect(await answer.text()).toBe(children['jwt-factory'].url)
})
