import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
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
  /** What is left of the seconds when the CPU has all cores that it can use: for others, for a disk, for each other. */
  waiting: Spread
}

interface StartCost {
  seconds: number
  cpu: number
  /** How many things may run at once. */
  cores: number
}

const RUNTIME = './core/process/runtime.js'

/** What a process needs before it does anything: a file and what that imports. */
const IMPORTS = {
  'Node alone': [],
  'Node and the imports of npm start': ['./apps/sandbox/start-processes.ts', './core/process/run-process.ts'],
  'Node and the imports of the factory': ['./jwt-factory/start.ts', './core/process/run-process.ts'],
  'Node and the imports of a service': ['./apps/service/start.ts', './core/process/run-process.ts'],
  'Node and the imports of neighbours': ['./apps/neighbours/start.ts', './core/process/run-process.ts'],
  'Node and the imports of the console': ['./apps/console/start.ts', './core/process/run-process.ts'],
  'Node and the imports of npm run keys': ['./apps/keygen/generate.ts', './core/process/run-process.ts'],
}

/**
 * Starts the sandbox until all of it listens, without any keys and with those of the run before, and its parts: Node, the imports of
 * each process, and the keys.
 */
const START_PARTS: Record<string, (keysFolder: string) => Promise<StartCost>> = {
  'npm start, without any keys': (keysFolder) => startSandbox('npm', keysFolder),
  'npm start, later': (keysFolder) => startSandbox('npm', keysFolder),
  'the same without npm': (keysFolder) => startSandbox('node', keysFolder),
  ...Object.fromEntries(Object.entries(IMPORTS).map(([name, files]) => [name, () => runImports(files)])),
  'the last, and making all keys': async (keysFolder) => {
    await rm(`${keysFolder}-alone`, { recursive: true, force: true })
    return runKeys(`${keysFolder}-alone`)
  },
  'the last, and reading all keys': (keysFolder) => runKeys(`${keysFolder}-alone`),
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
    waiting: spread(all.map(({ seconds, cpu, cores }) => Math.max(0, seconds - cpu / cores))),
  }))
}

async function startSandbox(by: 'npm' | 'node', keysFolder: string): Promise<StartCost> {
  const { seconds, pid, stop } = await startWhole(by, keysFolder)
  const cost = { seconds, cpu: familyCpuSeconds(pid), cores: availableParallelism() }
  await stop()
  return cost
}

/** All of `npm start`, on free ports. @returns what it took until the welcome stood there, and its first process */
export async function startWhole(by: 'npm' | 'node', keysFolder: string) {
  const { env } = await freePortSettings()
  const settings = { ...env, KEYS_FOLDER: keysFolder }
  const begin = systemClock.monotonic()
  const sandbox =
    by === 'npm'
      ? run('npm', ['start'], settings)
      : run(process.execPath, ['--import', RUNTIME, 'apps/sandbox/main.ts'], settings)
  await untilPrinted(sandbox, 'The sandbox is ready')
  const seconds = (systemClock.monotonic() - begin) / 1000
  const stop = async () => {
    sandbox.kill('SIGTERM')
    await once(sandbox, 'close') // its output ends with the last of them
  }
  return { seconds, pid: sandbox.pid ?? 0, stop }
}

const TELL_COST = `
  console.log(process.cpuUsage())
  process.exit()`

const LOAD = 'for (const file of process.argv.slice(1)) await import(file)'

const runImports = (files: readonly string[]) => runText(LOAD, files)

const MAKE_KEYS = `
  const [{ systemClock }, { readConfig }, { keygenSettings }, { generateMissingKeys }] = await Promise.all(
    process.argv.slice(1).map((file) => import(file)))
  await generateMissingKeys(readConfig(keygenSettings, process.env), systemClock)`

const KEY_FILES = ['core/clock.ts', 'core/config/read-config.ts', 'apps/keygen/config.ts', 'apps/keygen/generate.ts']

/** What is made there is there for the next row. */
const runKeys = (keysFolder: string) =>
  runText(
    MAKE_KEYS,
    KEY_FILES.map((file) => `./${file}`),
    { KEYS_FOLDER: keysFolder },
  )

/** @returns what it took until the end of a text of JavaScript; Node itself tells the CPU */
async function runText(text: string, words: readonly string[], settings: Environment = {}): Promise<StartCost> {
  const begin = systemClock.monotonic()
  const node = ['--import', RUNTIME, '--input-type=module', '-e', `${text}\n${TELL_COST}`, ...words]
  const child = run(process.execPath, node, settings)
  const usage = await untilPrinted(child, 'system')
  const seconds = (systemClock.monotonic() - begin) / 1000
  const [user = 0, system = 0] = (usage.match(/\d+/g) ?? []).map(Number)
  return { seconds, cpu: (user + system) / 1e6, cores: 1 }
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
