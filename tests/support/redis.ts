import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { needs } from './needs.ts'
import { freePorts } from './ports.ts'
import { untilSays } from './until-says.ts'

const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** Where this machine has a Redis to test with (Debian: `apt-get install redis-server`). */
export const withRedis = needs(!hasRedis && 'there is no redis-server on the PATH')

export interface RedisServer {
  url: string
  port: number
  /** Ends it as an operator would. */
  stop(): Promise<void>
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Lets it hang, connections open and nothing answered, until `thaw`. */
  freeze(): void
  thaw(): void
}

export interface RedisServerOptions {
  /** Where an earlier one was; a free port otherwise. */
  port?: number
  /** More of redis-server's own, for instance `['--requirepass', 'secret']`. */
  settings?: string[]
}

const MAX_TRIES = 5

/** Starts a real redis-server that keeps nothing on disk. Whoever starts it ends it, also when the test fails. */
export async function startRedis({ port, settings = [] }: RedisServerOptions = {}): Promise<RedisServer> {
  for (let tries = 1; ; tries++) {
    const server = await tryRedis(port ?? (await freePorts(1))[0] ?? 0, settings)
    if (server) return server
    if (tries === MAX_TRIES) throw new Error('redis-server does not start')
  }
}

/** @returns undefined when it ended at once: somebody else was faster at the port */
async function tryRedis(port: number, settings: string[]): Promise<RedisServer | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-redis-'))
  const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
  const child = spawn('redis-server', [...place, '--save', '', '--appendonly', 'no', ...settings], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(child, 'exit').then(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const endWithUs = () => child.kill('SIGKILL')
  process.once('exit', endWithUs)
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    child.kill('SIGCONT') // a frozen one hears nothing else
    await ended
    process.off('exit', endWithUs)
  }
  if ((await untilSays(child.stdout, 'Ready to accept connections')) !== undefined) {
    await end('SIGKILL')
    return undefined
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  }
}
