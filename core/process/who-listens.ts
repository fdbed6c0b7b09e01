import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Clock } from '../clock.ts'
import { isProcessName } from '../config/processes.ts'

/** How long a stranger may take to say who it is, in milliseconds, and how much it may say. */
const ASK_PATIENCE = 1000
const MOST_BYTES = 100_000

/**
 * Finds out who listens at a port of this machine, for the person whose process cannot have it. A process of a sandbox
 * says so itself; of any other program the name and the number are known on Linux, where it is one's own.
 * @returns for instance "servicea of a sandbox (process 4711)", or undefined
 */
export async function whoListens(address: string, port: number, clock: Clock): Promise<string | undefined> {
  const [ours, program] = await Promise.all([askWhoItIs(address, port, clock), findProgram(port)])
  if (ours === undefined) return program && `${program.name} (process ${program.pid})`
  return program ? `${ours} (process ${program.pid})` : ours
}

/** A process that listens everywhere is asked on this machine. */
const ASKED_AT: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

async function askWhoItIs(address: string, port: number, clock: Clock): Promise<string | undefined> {
  const patience = new AbortController()
  const stop = clock.every(ASK_PATIENCE, () => patience.abort())
  try {
    return whoSays(JSON.parse(await readIndex(ASKED_AT[address] ?? address, port, patience.signal)))
  } catch {
    return undefined // it is none of ours, or cannot answer
  } finally {
    stop()
  }
}

async function readIndex(host: string, port: number, signal: AbortSignal): Promise<string> {
  const { request } = await import('../http/node-http.ts') // needed by those alone that cannot start
  return new Promise((resolve, reject) => {
    const headers = { host: 'localhost', connection: 'close' }
    const asked = request({ host, port, path: '/', headers, signal, agent: false }, (response) => {
      let text = ''
      response.on('data', (data: Buffer) => {
        text += data.toString()
        if (text.length > MOST_BYTES) asked.destroy(new Error('too much'))
      })
      response.on('end', () => resolve(text)).on('error', reject)
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** The index of a process has its name; what is no index, on the TLS port for instance, is a problem of ours. */
function whoSays(answer: { name?: unknown; type?: unknown }): string | undefined {
  if (isProcessName(answer.name)) return `${answer.name} of a sandbox`
  return String(answer.type).startsWith('urn:jwt-sandbox:') ? 'a process of a sandbox' : undefined
}

interface Program {
  pid: string
  name: string
}

/** Linux tells which socket listens at a port, and which process has it open (proc(5)). */
async function findProgram(port: number): Promise<Program | undefined> {
  try {
    const tables = await Promise.all(['tcp', 'tcp6'].map((table) => readFile(`/proc/net/${table}`, 'utf8')))
    const sockets = new Set(tables.flatMap((table) => listenersIn(table, port)))
    for (const pid of await readdir('/proc')) {
      if (/^\d+$/.test(pid) && (await hasOpen(pid, sockets))) return { pid, name: await nameOf(pid) }
    }
  } catch {
    // Another system, or one that tells nothing.
  }
  return undefined
}

const LISTENS = '0A'

/** Lines are: number, local address:port in hex, remote one, state, five columns, and the socket's number. */
function listenersIn(table: string, port: number): string[] {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table.split('\n').flatMap((line) => {
    const columns = line.trim().split(/\s+/)
    return columns[1]?.endsWith(end) && columns[3] === LISTENS ? [`socket:[${columns[9]}]`] : []
  })
}

async function hasOpen(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const files = await readdir(`/proc/${pid}/fd`).catch(() => []) // it is somebody else's, or has ended
  const links = files.map((file) => readlink(`/proc/${pid}/fd/${file}`).catch(() => ''))
  return (await Promise.all(links)).some((link) => sockets.has(link))
}

const nameOf = (pid: string) => readlink(`/proc/${pid}/exe`).then(basename, () => 'a program')
