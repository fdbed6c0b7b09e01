import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Clock } from '#core/clock'
import { askOnLoopback, type LoopbackAnswer } from './ask-on-loopback.ts'

/** On the PATH, and where systems have it that do not put it there. */
const HAPROXY_PLACES = ['haproxy', '/usr/sbin/haproxy', '/usr/local/sbin/haproxy', '/opt/homebrew/bin/haproxy']

/** A program that is installed, by the words with which it names itself. */
export interface FoundHaproxy {
  /** Its whole path: it is started with another PATH than that by which it was found. */
  readonly program: string
  readonly version: string
}

/** @returns undefined where there is none that runs */
export async function findHaproxy(places: readonly string[] = HAPROXY_PLACES): Promise<FoundHaproxy | undefined> {
  for (const place of places) {
    const program = await pathOfProgram(place)
    if (program === undefined) continue
    const said = await promisify(execFile)(program, ['-v'], { timeout: 5000 }).catch(() => undefined)
    const version = /^HA-?Proxy version (\S+)/.exec(said?.stdout ?? '')?.[1]
    if (version !== undefined) return { program, version }
  }
  return undefined
}

/** Where the shell finds it. */
async function pathOfProgram(name: string): Promise<string | undefined> {
  const said = await promisify(execFile)('/bin/sh', ['-c', 'command -v "$0"', name]).catch(() => undefined)
  return said && resolve(said.stdout.trimEnd())
}

/**
 * The shell becomes the program. What waits beside it for a word of ours kills it, and removes its folder, when this process ends without
 * one, however it ends.
 */
const NEVER_ALONE =
  'exec 3<&0; { read -r _ <&3 || { kill -9 $$; rm -rf "$PLACE"; } 2>/dev/null; } & exec "$0" "$@" 3<&- </dev/null'

/** How often it is looked whether it listens. Milliseconds. */
const LOOKS_AGAIN_AFTER = 5

/** What a process is started with. */
export interface HaproxyStart {
  readonly program: string
  /** With its configuration, and PLACE for itself. */
  readonly file: string
  readonly env: Readonly<Record<string, string>> & { readonly PLACE: string }
  readonly socketPath: string
}

/**
 * Starts HAProxy, asks it once, and ends it.
 * @param signal when it is given up
 * @throws where it does not start, and when it was given up
 */
export async function askHaproxy(
  { program, file, env, socketPath }: HaproxyStart,
  authorization: readonly string[],
  clock: Clock,
  signal: AbortSignal,
): Promise<LoopbackAnswer> {
  const child = spawn('/bin/sh', ['-c', NEVER_ALONE, program, '-db', '-f', file], {
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...env },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(child, 'close').catch(() => undefined)
  child.stdin.on('error', () => undefined) // nobody listens any more
  try {
    for (;;) {
      signal.throwIfAborted()
      if (hasEnded(child)) throw new Error('it does not start with this configuration')
      try {
        return await askOnLoopback({ socketPath }, authorization, signal)
      } catch (error) {
        if (!isNotListening(error)) throw error
        await clock.delay(LOOKS_AGAIN_AFTER, signal)
      }
    }
  } finally {
    child.stdin.end('over\n')
    child.kill('SIGKILL')
    await ended
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null

const isNotListening = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED')
