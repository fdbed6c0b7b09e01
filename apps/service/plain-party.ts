import { chmod, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Clock } from '#core/clock'
import { plainSocketOf } from '#core/config/plain-socket'
import { whyRefused } from '#core/files/file-trouble'
import { isReadOnlyFolder } from '#core/files/private-file'
import { openContext } from '#core/http/context'
import { createServer } from '#core/http/node-http'
import { REQUEST_RULES } from '#core/http/explicit'
import { listenAtSocket } from '#core/http/socket-file'
import type { Log } from '#core/log'
import { redact } from '#core/token/redact'
import type { Traces } from '#core/trace/recorder'
import type { NumberedScenario, Role } from '#scenarios'
import { plainEcho } from './plain/plain-echo.ts'

export interface PlainPartyParts {
  role: Role
  scenarios: readonly NumberedScenario[]
  keysFolder: string
  traces: Traces
  clock: Clock
  log: Pick<Log, 'warn'>
}

/**
 * The part of a service that has no line of token code: where a scenario leaves tokens to a sidecar, it listens on a socket that
 * only programs of the same user can reach, so that nobody walks around its verifier.
 * @returns what ends it; undefined where the service has no such part, or there is no place where it may make its socket: the rest of
 *   the service does not need it
 */
export async function openPlainParty(parts: PlainPartyParts): Promise<(() => Promise<void>) | undefined> {
  const { role, scenarios, keysFolder, traces, clock, log } = parts
  if (!scenarios.some(({ trust, callees }) => AT_SOCKET.has(trust) && callees.includes(role))) return undefined
  const server = createServer({ ...REQUEST_RULES, keepAliveTimeout: 30_000 }, (request, response) => {
    const { recorder } = openContext(request, traces, clock)
    recorder.step({
      verb: 'answers',
      what: `${request.method ?? ''} ${redact(request.url ?? '')} with what it was sent; it looks at no token`,
    })
    plainEcho(request, response)
  })
  const path = plainSocketOf(keysFolder, role, {
    platform: process.platform,
    isReadOnly: await isReadOnlyFolder(join(keysFolder, role)),
  })
  try {
    if (!path.startsWith('\\\\')) await makeOwnFolder(dirname(path))
    await listenAtSocket(server, path, 0o600)
  } catch (error) {
    if (!isRefused(error)) throw error
    log.warn({ reason: whyRefused(error), advice: NO_PLACE }, 'no-socket-for-sidecars')
    return undefined
  }
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeIdleConnections()
    })
}

/** Whoever stands before them reaches them there. */
const AT_SOCKET = new Set<unknown>(['sidecars', 'gateway', 'relay'] satisfies NumberedScenario['trust'][])

const NO_PLACE =
  'scenarios 11, 13 and 14 cannot be played: make KEYS_FOLDER, or the folder for temporary files (TMPDIR), one that can be written to'

const NO_PERMISSION = new Set<unknown>(['EACCES', 'EPERM', 'EROFS'])

const isRefused = (error: unknown) => error instanceof Error && 'code' in error && NO_PERMISSION.has(error.code)

async function makeOwnFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700) // fails where it belongs to somebody else
}
