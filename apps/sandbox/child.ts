import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import type { Environment } from '#core/config/setting'
import { PROJECT_FOLDER } from '#core/files/project-folder'

/** A process of the sandbox that was started by another program, and listens. */
export interface Child {
  pid: number
  tlsPort: number
  stop(): Promise<void>
}

export interface LogEvent {
  msg: string
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
  [script, ...args]: readonly [string, ...string[]],
  folder: string,
  env: Environment,
  onLine: (event: LogEvent) => void = () => {},
): Promise<Child> {
  const child = spawn(process.execPath, ['--import', RUNTIME, join(PROJECT_FOLDER, script), ...args], {
    cwd: folder,
    env: { LOG_FORMAT: 'json', ...env, npm_lifecycle_event: 'child' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const complaints: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  const tlsPort = await untilListening(child.stdout, onLine)
  if (tlsPort === undefined || child.pid === undefined) {
    throw new Error(`${script} ${args.join(' ')} did not start:\n${Buffer.concat(complaints).toString()}`)
  }
  return {
    pid: child.pid,
    tlsPort,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** @returns undefined when the output ends before the process listens */
async function untilListening(
  output: NodeJS.ReadableStream,
  onLine: (event: LogEvent) => void,
): Promise<number | undefined> {
  const lines = createInterface(output)
  return new Promise((resolve) => {
    lines.on('close', () => resolve(undefined))
    lines.on('line', (line) => {
      const event: LogEvent = JSON.parse(line)
      onLine(event)
      if (event.msg === 'listening') resolve(event.tlsPort)
    })
  })
}
