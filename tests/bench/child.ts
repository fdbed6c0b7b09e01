import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Environment } from '#core/config/setting.ts'

/** A child process of the bench that listens. */
export interface Child {
  pid: number
  tlsPort: number
  stop(): Promise<void>
}

const PROJECT = join(import.meta.dirname, '..', '..')

/**
 * Starts a process of the sandbox as a person would, and waits until it says where it listens. It works in another
 * folder, so that no `.env` changes the figures, and ends when the bench ends, in whatever way.
 * @throws Error with what the process said, when it ends instead
 */
export async function startChild(script: string, args: string[], folder: string, env: Environment): Promise<Child> {
  const runtime = join(PROJECT, 'core', 'runtime.js')
  const child = spawn(process.execPath, ['--import', runtime, join(PROJECT, script), ...args], {
    cwd: folder,
    env: { LOG_FORMAT: 'json', ...env, npm_lifecycle_event: 'bench' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const complaints: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  const tlsPort = await untilListening(child.stdout)
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
async function untilListening(output: NodeJS.ReadableStream): Promise<number | undefined> {
  const lines = createInterface(output)
  return new Promise((resolve) => {
    lines.on('close', () => resolve(undefined))
    lines.on('line', (line) => {
      const { msg, tlsPort } = JSON.parse(line)
      if (msg === 'listening') resolve(tlsPort)
    })
  })
}
