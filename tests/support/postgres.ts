import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { chown, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { certifiedTemplate } from './folders.ts'
import { needs } from './needs.ts'
import { freePorts } from './ports.ts'
import { untilSays } from './until-says.ts'

const FOLDER = '/usr/lib/postgresql'

/** Debian has each version in a folder of its own, and not on the PATH. */
function binFolder(): string | undefined {
  try {
    const [newest] = readdirSync(FOLDER).sort((a, b) => Number(b) - Number(a))
    return newest === undefined ? undefined : join(FOLDER, newest, 'bin')
  } catch {
    return undefined
  }
}

/** PostgreSQL refuses to run as root: then it runs as the user whom its package has made. */
function unprivileged(): { uid?: number | undefined; gid?: number | undefined } | undefined {
  if (process.getuid?.() !== 0) return {}
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' })))
    return { uid, gid }
  } catch {
    return undefined
  }
}

const bin = binFolder()
const user = unprivileged()

/** Where this machine has a PostgreSQL to test with (Debian: `apt-get install postgresql`). */
export const withPostgres = needs(
  (bin === undefined && `there is no PostgreSQL in ${FOLDER}`) ||
    (user === undefined && 'PostgreSQL does not run as root, and there is no user postgres'),
)

export interface PostgresServer {
  /** With its superuser, who needs no password; the roles `guarded` and `nobody` need one, and `encrypted` TLS. */
  url: string
  /** The file of the authority that its certificate is of. */
  caFile: string
  /** Sends statements as the superuser, for what a test sets up. */
  run(statements: string): Promise<void>
  /** The same in a transaction that stays open, with all its locks. @returns what commits and ends it */
  hold(statement: string): Promise<() => Promise<void>>
  /** Ends it as a crash would: nothing is written, and clients hear nothing more. */
  crash(): Promise<void>
  /** Starts it again at the same port, with what it had. */
  restart(): Promise<void>
  /** Lets all of it hang, connections open and nothing answered, until `thaw`. */
  freeze(): void
  thaw(): void
  stop(): Promise<void>
}

const ACCESS = `
  hostnossl all encrypted 127.0.0.1/32 reject
  host all guarded,nobody 127.0.0.1/32 scram-sha-256
  host all all 127.0.0.1/32 trust
`

/** What it would do for a machine that loses its power costs time, and no test pulls the plug. */
const CHEAP = [
  'fsync=off',
  'full_page_writes=off',
  'shared_buffers=16MB',
  'max_wal_size=64MB',
  'autovacuum=off',
  'ssl=on',
]

const MAX_TRIES = 5

/** Starts a real PostgreSQL with a folder of its own, which speaks TLS too. Whoever starts it stops it. */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-postgres-'))
  if (user?.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid)
  const place = { ...user, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' } }
  const data = join(folder, 'data')
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-instructions']
  execFileSync(join(bin ?? '', 'initdb'), initdb, { ...place, stdio: 'pipe' })
  await writeFile(join(data, 'pg_hba.conf'), ACCESS)
  const certificates = join(await certifiedTemplate(), 'tls')
  for (const [from, to] of Object.entries({ 'serviceb.pem': 'server.crt', 'serviceb.key.pem': 'server.key' })) {
    await copyFile(join(certificates, from), join(data, to))
    if (user?.uid !== undefined && user.gid !== undefined) await chown(join(data, to), user.uid, user.gid)
  }

  let port = 0
  let server: ChildProcess
  let ended: Promise<unknown>
  const start = async () => {
    const options = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', ...CHEAP]
    const args = ['-D', data, ...options.flatMap((option) => ['-c', option])]
    server = spawn(join(bin ?? '', 'postgres'), args, { ...place, stdio: ['ignore', 'ignore', 'pipe'] })
    ended = once(server, 'exit')
    const said = await untilSays(server.stderr, 'ready to accept connections')
    if (said !== undefined) throw new Error(`PostgreSQL does not start: ${said}`)
  }
  /** Somebody else may be faster at a port that was free a moment ago. */
  const startSomewhere = async (tries: number): Promise<void> => {
    ;[port = 0] = await freePorts(1)
    await start().catch((error: unknown) => {
      if (tries === 1) throw error
      return startSomewhere(tries - 1)
    })
  }
  const end = async (signal: NodeJS.Signals) => {
    server.kill(signal)
    await ended
  }
  const endWithUs = () => server.kill('SIGQUIT')
  process.once('exit', endWithUs)
  await startSomewhere(MAX_TRIES)
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const all = () => [Number(server.pid), ...childrenOf(Number(server.pid))]
  const connected = async () => {
    const client = new Client({ connectionString: url, ssl: false })
    client.on('error', () => {}) // the server ends before it does
    await client.connect()
    return client
  }
  return {
    url,
    caFile: join(certificates, 'ca.pem'),
    async run(statements) {
      const client = await connected()
      await client.query(statements).finally(() => client.end())
    },
    async hold(statement) {
      const client = await connected()
      await client.query(`begin; ${statement}`)
      return async () => {
        await client.query('commit').catch(() => {}) // a second time
        await client.end()
      }
    },
    crash: () => end('SIGQUIT'),
    restart: start,
    freeze: () => all().forEach((pid) => process.kill(pid, 'SIGSTOP')),
    thaw: () => all().forEach((pid) => process.kill(pid, 'SIGCONT')),
    async stop() {
      process.off('exit', endWithUs)
      await end('SIGQUIT')
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

const childrenOf = (pid: number): number[] =>
  execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(Number)
