import { spawn, type ChildProcess } from 'node:child_process'
import { chmod, copyFile, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from 'undici'
import { freePorts } from '../ports.ts'
import { caFile } from '../trusting.ts'
import { until } from '../until.ts'
import type { ForeignClients, ClientSettings, Judged } from '../../../apps/drill/foreign-clients.ts'
import { INTEROP } from './installed.ts'
import { writePublicKey } from './public-key.ts'

/** What a server is told of the issuer, in its environment: its configuration names these. */
type ServerEnvironment = Record<'PORT' | 'ISSUER' | 'AUDIENCE' | 'ALGORITHM' | 'PUBLIC_KEY' | 'CA' | 'FOLDER', string>

const SERVERS: Record<string, readonly string[]> = {
  haproxy: ['/usr/sbin/haproxy', '-db', '-f', join(INTEROP, 'servers/haproxy.cfg')],
  apache: ['/usr/sbin/apache2', '-D', 'FOREGROUND', '-f', join(INTEROP, 'servers/apache.conf')],
}

/** What they guard. */
const PAGE = 'page.txt'

/** It makes the time of a program that we did not write: what a file says is added to that of the machine. */
const MOVED = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1'

/** Servers that guard what is behind them, one process for each client; they are asked by HTTP. */
export function openServers(keysFolder: string): ForeignClients {
  const running = new Map<string, { process: ChildProcess; port: number }>()
  let clockFile: Promise<string> | undefined
  let ahead = 0
  const clock = () => (clockFile ??= newFolder().then((folder) => join(folder, 'clock')))
  const moveTo = async (seconds: number) => writeFile(await clock(), `+${(ahead = seconds)}\n`)

  async function open({ id, client, settings }: { id: string; client: string; settings: ClientSettings }) {
    await end(running.get(id)?.process)
    const [port = 0] = await freePorts(1)
    const env = await prepare(keysFolder, port, settings)
    const [program = '', ...words] = SERVERS[client] ?? []
    const moved = {
      LD_PRELOAD: MOVED,
      FAKETIME_TIMESTAMP_FILE: await clock(),
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    }
    const process = spawn(program, words, { env: { ...env, ...moved }, stdio: ['ignore', 'ignore', 'inherit'] })
    running.set(id, { process, port })
    await until(`${client} to listen`, async () => (await statusOf(port)) !== undefined)
  }

  return {
    async open(clients) {
      await moveTo(0)
      await Promise.all(clients.map(open))
    },
    ask: (questions) => Promise.all(questions.map(async ({ id, token }) => judge(running.get(id)?.port ?? 0, token))),
    advance: (seconds) => moveTo(ahead + seconds),
    use: async () => ({}),
    async close() {
      await Promise.all([...running.values()].map(({ process }) => end(process)))
    },
  }
}

/** As whoever runs the server would: the key and the CA are files, which its user may read. */
async function prepare(keysFolder: string, port: number, settings: ClientSettings): Promise<ServerEnvironment> {
  const { issuer, audience, algorithm } = settings
  const folder = await newFolder()
  const [publicKey, ca] = [join(folder, 'issuer.pem'), join(folder, 'ca.pem')]
  await copyFile(caFile(keysFolder), ca)
  await writePublicKey(publicKey, keysFolder, settings)
  await writeFile(join(folder, PAGE), 'for those who are let in\n')
  const told = { ISSUER: issuer, AUDIENCE: audience, ALGORITHM: algorithm }
  return { ...told, PORT: String(port), PUBLIC_KEY: publicKey, CA: ca, FOLDER: folder }
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jwt-sandbox-server-'))
  await chmod(folder, 0o755)
  return folder
}

async function end(process: ChildProcess | undefined): Promise<void> {
  if (process === undefined || process.exitCode !== null) return
  const ended = new Promise((resolve) => process.once('exit', resolve))
  process.kill('SIGTERM')
  await ended
}

async function judge(port: number, token: string): Promise<Judged> {
  const { statusCode, headers, body } = await askServer(port, { authorization: `Bearer ${token}` })
  await body.dump()
  const subject = headers['x-subject']
  return typeof subject === 'string' && statusCode === 200 ? { subject } : { refused: String(statusCode) }
}

async function statusOf(port: number): Promise<number | undefined> {
  try {
    const { statusCode, body } = await askServer(port, {})
    await body.dump()
    return statusCode
  } catch {
    return undefined
  }
}

/** On a connection of its own: one that is kept is closed by a server whose clock has been moved, when it is used again. */
const askServer = (port: number, headers: Record<string, string>) =>
  request(`http://127.0.0.1:${port}/${PAGE}`, { headers, reset: true })
