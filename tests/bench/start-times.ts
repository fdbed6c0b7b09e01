import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '#core/clock'
import type { Environment } from '#core/config/setting'
import { PROJECT } from '../support/project-files.ts'
import { freePortSettings } from '../support/ports.ts'
import { plainEnvironment } from '../support/plain-environment.ts'
import type { TellProgress } from './load.ts'
import { spread, type Spread } from './summary.ts'
import { familyCpuSeconds } from './usage.ts'

/** How long a part of a start takes, and what CPU all its processes spend until then. */
export interface StartTimes {
  name: string
  seconds: Spread
  cpu: Spread
}

interface StartCost {
  seconds: number
  cpu: number
}

const RUNTIME = './core/process/runtime.js'

/** What a process needs before it does anything: a file and what that imports. */
const IMPORTS = {
  'Node alone': [],
  'Node and the imports of npm start': ['./apps/sandbox/start-processes.ts', './core/process/run-process.ts'],
  'Node and the imports of the factory': ['./jwt-factory/start.ts', './core/process/run-process.ts'],
  'Node and the imports of a service': ['./apps/service/start.ts', './core/process/run-process.ts'],
}

/**
 * Starts the sandbox until all of it listens, without any keys and with those of the run before, and its parts: what is
 * left is certificates, keys and waiting.
 */
const START_PARTS: Record<string, (keysFolder: string) => Promise<StartCost>> = {
  'npm start, without any keys': (keysFolder) => startSandbox('npm', keysFolder),
  'npm start, later': (keysFolder) => startSandbox('npm', keysFolder),
  'the same without npm': (keysFolder) => startSandbox('node', keysFolder),
  ...Object.fromEntries(Object.entries(IMPORTS).map(([name, files]) => [name, () => runImports(files)])),
}

/** Their names. */
export const START_ROWS: readonly string[] = Object.keys(START_PARTS)

/**
 * Measures parts of a start, one after the other.
 * @param folder where keys can be put
 */
export async function measureStart(
  rows: readonly string[],
  times: number,
  folder: string,
  tell: TellProgress,
): Promise<StartTimes[]> {
  const keysFolder = join(folder, 'start-keys')
  const parts = Object.entries(START_PARTS).filter(([name]) => rows.includes(name))
  const costs = new Map<string, StartCost[]>()
  for (let time = 1; time <= times; time++) {
    tell(`Start ${time} of ${times} …`)
    await rm(keysFolder, { recursive: true, force: true })
    for (const [name, act] of parts) costs.set(name, [...(costs.get(name) ?? []), await act(keysFolder)])
  }
  return [...costs].map(([name, all]) => ({
    name,
    seconds: spread(all.map(({ seconds }) => seconds)),
    cpu: spread(all.map(({ cpu }) => cpu)),
  }))
}

/** @returns what it took until the welcome stood there */
async function startSandbox(by: 'npm' | 'node', keysFolder: string): Promise<StartCost> {
  const { env } = await freePortSettings()
  const settings = { ...env, KEYS_FOLDER: keysFolder }
  const begin = systemClock.monotonic()
  const sandbox =
    by === 'npm'
      ? run('npm', ['start'], settings)
      : run(process.execPath, ['--import', RUNTIME, 'apps/sandbox/main.ts'], settings)
  await untilPrinted(sandbox, 'The sandbox is ready')
  const cost = { seconds: (systemClock.monotonic() - begin) / 1000, cpu: familyCpuSeconds(sandbox.pid ?? 0) }
  sandbox.kill('SIGTERM')
  await once(sandbox, 'close') // its output ends with the last of them
  return cost
}

const LOAD = `
  for (const file of process.argv.slice(1)) await import(file)
  console.log(process.cpuUsage())
  process.exit()`

/** @returns what it took until they were there; Node itself tells the CPU */
async function runImports(files: readonly string[]): Promise<StartCost> {
  const begin = systemClock.monotonic()
  const child = run(process.execPath, ['--import', RUNTIME, '--input-type=module', '-e', LOAD, ...files])
  const usage = await untilPrinted(child, 'system')
  const seconds = (systemClock.monotonic() - begin) / 1000
  const [user = 0, system = 0] = (usage.match(/\d+/g) ?? []).map(Number)
  return { seconds, cpu: (user + system) / 1e6 }
}

/** As from a terminal. */
function run(program: string, words: string[], settings: Environment = {}): ChildProcess {
  return spawn(program, words, {
    cwd: PROJECT,
    env: {
      ...plainEnvironment(),
      ...settings,
      NO_COLOR: '1',
      LOG_FORMAT: 'pretty', // then its welcome stands among its lines
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32', // where npm is a script
  })
}

/** @returns what has been printed until then. @throws Error with all of it when the process ends without the text */
function untilPrinted({ stdout }: ChildProcess, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    stdout?.on('data', (data: Buffer) => {
      printed += data
      if (printed.includes(text)) resolve(printed)
    })
    stdout?.on('end', () => reject(new Error(`it ended without "${text}":\n${printed}`)))
  })
}
