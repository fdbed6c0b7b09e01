import { execFile, spawnSync } from 'node:child_process'
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePorts } from './ports.ts'
import { start, type Running } from './processes.ts'
import { PROJECT } from './project-files.ts'
import { pythonWithPyJwt } from './python.ts'
import { until } from './until.ts'

const run = promisify(execFile)
const EXAMPLES = join(PROJECT, 'examples/verifiers')
const DEBIAN_JWT = '/usr/share/gocode/src/github.com/golang-jwt/jwt/v5'
const hasGo = existsSync(DEBIAN_JWT) && spawnSync('go', ['version']).status === 0

/** One of examples/verifiers, as it stands there. */
export interface VerifierProgram {
  readonly name: string
  /** Why it cannot run here; false where it can. */
  readonly lack: string | false
  command(): Promise<readonly [program: string, ...words: string[]]>
}

export const VERIFIER_PROGRAMS: readonly VerifierProgram[] = [
  {
    name: 'node',
    lack: false,
    command: async () => [process.execPath, join(EXAMPLES, 'node/server.mjs')],
  },
  {
    name: 'python',
    lack: pythonWithPyJwt === undefined && 'no python3 on the PATH has jwt and cryptography',
    command: async () => [pythonWithPyJwt ?? '', '-B', join(EXAMPLES, 'python/server.py')],
  },
  {
    name: 'go',
    lack: !hasGo && 'this machine lacks golang-go and golang-github-golang-jwt-jwt-v5-dev, by apt-get install',
    command: async () => [await (goProgram ??= buildGoVerifier())],
  },
]

let goProgram: Promise<string> | undefined

/** With the sources that Debian has in place of those of the network. */
async function buildGoVerifier(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'jwt-sandbox-verifier-')), 'go')
  await cp(join(EXAMPLES, 'go'), folder, { recursive: true })
  const file = join(folder, 'go.mod')
  await writeFile(file, `${await readFile(file, 'utf8')}replace github.com/golang-jwt/jwt/v5 => ${DEBIAN_JWT}\n`)
  const env = { ...process.env, GO111MODULE: 'on', GOFLAGS: '-mod=mod', GOPROXY: 'off', GOWORK: 'off' }
  await run('go', ['build', '-o', 'verifier', '.'], { cwd: folder, env })
  return join(folder, 'verifier')
}

export interface VerifierAnswer {
  readonly status: number
  readonly challenge: string | undefined
  readonly text: string
}

export interface RunningVerifier extends Running {
  /** @param authorization the Authorization headers of one request */
  ask(...authorization: string[]): Promise<VerifierAnswer>
  readonly port: number
}

/** Starts one, until the test ends. */
export async function startVerifier(program: VerifierProgram, env: Record<string, string>): Promise<RunningVerifier> {
  const [port = 0] = await freePorts(1)
  const [file, ...words] = await program.command()
  const running = start(file, words, { ...env, PORT: String(port) })
  await until('the verifier', () => {
    if (running.code() !== undefined) throw new Error(`the verifier has ended:\n${running.output()}`)
    return running.output().includes('/hello is open')
  })
  return { ...running, port, ask: (...authorization) => askVerifier(port, authorization) }
}

function askVerifier(port: number, authorization: readonly string[]): Promise<VerifierAnswer> {
  const headers = ['Host', `localhost:${port}`, ...authorization.flatMap((value) => ['Authorization', value])]
  return new Promise((resolve, reject) => {
    const asked = request({ host: 'localhost', port, path: '/hello', headers, agent: false }, async (response) => {
      const parts: Buffer[] = []
      for await (const part of response) parts.push(part as Buffer) // no encoding was set
      const challenge = response.headers['www-authenticate']
      resolve({ status: response.statusCode ?? 0, challenge, text: Buffer.concat(parts).toString() })
    })
    asked.on('error', reject)
    asked.end()
  })
}
