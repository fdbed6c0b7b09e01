import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { FREE_PORTS, urlSetting } from '#core/config/process-settings'
import { calleesFirst, isPeerName, rowOf, type ProcessName } from '#core/config/processes'
import type { Environment } from '#core/config/setting'
import { moduleName, PROJECT_FOLDER } from '#core/files/project-folder'

/** A process of the sandbox that was started by another program, and listens. */
export interface Child {
  pid: number
  /** Where it is called: on its TLS port, if it has one. */
  url: string
  stop(): Promise<void>
}

export interface LogEvent {
  msg: string
  port?: number
  tlsPort?: number
}

/** What every process of the project preloads, as a URL: the name of a folder may have a # or a % in it. */
export const RUNTIME = pathToFileURL(join(PROJECT_FOLDER, 'core', 'process', 'runtime.js')).href

/**
 * Starts a process of the sandbox as a person would, and waits until it says where it listens. It works in another
 * folder, so that no `.env` changes what is measured, and ends when its parent ends, in whatever way.
 * @param onLine told of every line of its log
 * @throws Error with what the process said, when it ends instead
 */
export async function startChild(
  [script, ...args]: readonly [file: string, ...args: string[]],
  folder: string,
  env: Environment,
  onLine: (event: LogEvent) => void = () => {},
): Promise<Child> {
  const child = spawn(process.execPath, ['--import', RUNTIME, join(PROJECT_FOLDER, moduleName(script)), ...args], {
    cwd: folder,
    env: { LOG_FORMAT: 'json', ...env, npm_lifecycle_event: 'child' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const complaints: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  const url = await untilListening(child.stdout, onLine)
  if (url === undefined || child.pid === undefined) {
    throw new Error(`${script} ${args.join(' ')} did not start:\n${Buffer.concat(complaints).toString()}`)
  }
  return {
    pid: child.pid,
    url,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** @returns its address; undefined when the output ends before the process listens */
async function untilListening(
  output: NodeJS.ReadableStream,
  onLine: (event: LogEvent) => void,
): Promise<string | undefined> {
  const lines = createInterface(output)
  return new Promise((resolve) => {
    lines.on('close', () => resolve(undefined))
    lines.on('line', (line) => {
      const event: LogEvent = JSON.parse(line)
      onLine(event)
      if (event.msg === 'listening') resolve(addressOf(event))
    })
  })
}

const addressOf = ({ port, tlsPort }: LogEvent) =>
  tlsPort === undefined ? `http://localhost:${port}` : `https://localhost:${tlsPort}`

/** Some processes of the sandbox, and those that they call. */
export interface Children<Name extends ProcessName> {
  children: Record<Name, Child>
  stop(): Promise<void>
}

/**
 * Starts processes on free ports, after all that they call: each is told where those are.
 * @param env settings for all of them
 * @throws Error with what one of them said, when it cannot start; then none is left
 */
export async function startChildren<Name extends ProcessName>(
  names: readonly Name[],
  folder: string,
  env: Environment,
  onLine?: (event: LogEvent) => void,
): Promise<Children<Name>> {
  const started = new Map<ProcessName, Child>()
  const stop = async () => void (await Promise.all(started.values().map((child) => child.stop())))
  const urls: Environment = {}
  try {
    for (const name of calleesFirst(names)) {
      const child = await startChild(rowOf(name).command, folder, { ...FREE_PORTS, ...env, ...urls }, onLine)
      started.set(name, child)
      if (isPeerName(name)) urls[urlSetting(name).variable] = child.url
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { children: Object.fromEntries(started) as Record<Name, Child>, stop } // filled for each name above
}
