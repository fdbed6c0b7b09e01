import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { systemClock, type Clock } from '#core/clock'
import type { ControlledName } from '#core/config/processes'
import type { Environment } from '#core/config/setting'
import type { Listening } from '#core/http/listen'
import { loadScenarios, type NumberedScenario } from '#scenarios'
import { startInProcess, type Sandbox } from '../../apps/sandbox/in-process.ts'
import { certifiedFolder } from './folders.ts'

/** A sandbox of its own for one test file or one test, in a temporary folder. Close it afterwards. */
export interface TestSandbox extends Sandbox {
  keysFolder: string
  factory: Listening
  /** All log lines so far. */
  logs: string[]
  /** Calls a process on its TLS port, trusting the sandbox CA and nothing else. */
  get(process: ControlledName, path: string, init?: CallInit): Promise<Answer>
  post(process: ControlledName, path: string, init?: CallInit): Promise<Answer>
  send(process: ControlledName, method: string, path: string, init?: CallInit): Promise<Answer>
  /** Calls any address, trusting the sandbox CA and nothing else. */
  ask(url: string, init?: CallInit & { method?: string }): Promise<Answer>
  /** Calls a process on its plain port. */
  plain(process: ControlledName, path: string, init?: CallInit & { method?: string }): Promise<Answer>
}

export interface CallInit {
  headers?: Record<string, string | string[]>
  /** A string is sent as it is; anything else as JSON. */
  body?: unknown
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** The body as JSON; undefined when it is none. */
  body: any // oxlint-disable-line typescript/no-explicit-any -- tests look into it as they like
}

export interface TestSandboxOptions {
  clock?: Clock
  env?: Environment
  scenarios?: readonly NumberedScenario[]
  /** To start again on the keys of an earlier sandbox. */
  keysFolder?: string
}

/** A busy machine takes long to connect. Milliseconds. */
const IN_TIME = 120_000

/** A play is never cut short because the machine is slow, but where a test is about that. */
export const PATIENT = { PEER_TIMEOUT: '120s' }

export async function openTestSandbox(options: TestSandboxOptions = {}): Promise<TestSandbox> {
  const keysFolder = options.keysFolder ?? (await certifiedFolder())
  const logs: string[] = []
  const sandbox = await startInProcess({
    keysFolder,
    scenarios: options.scenarios ?? (await loadScenarios()),
    clock: options.clock ?? systemClock,
    machineClock: systemClock, // or a kept connection may end while a request is on its way on it, after a test has moved the clock
    write: (line) => logs.push(line),
    env: { ...PATIENT, ...options.env },
  })
  const ca = await readFile(join(keysFolder, 'tls', 'ca.pem'), 'utf8')
  const agent = new Agent({ connect: { ca, rejectUnauthorized: true, timeout: IN_TIME } })
  const { processes } = sandbox
  const secure =
    (method: string) =>
    (process: ControlledName, path: string, init: CallInit = {}) =>
      send(`https://localhost:${processes[process].tlsPort}${path}`, method, init, agent)
  return {
    ...sandbox,
    factory: processes['jwt-factory'],
    keysFolder,
    logs,
    get: secure('GET'),
    post: secure('POST'),
    send: (process, method, path, init) => secure(method)(process, path, init),
    ask: (url, { method = 'GET', ...init } = {}) => send(url, method, init, agent),
    plain: (process, path, { method = 'GET', ...init } = {}) =>
      send(`http://127.0.0.1:${processes[process].port}${path}`, method, init, agent),
    async close() {
      await agent.destroy()
      await sandbox.close()
      if (!options.keysFolder) await rm(keysFolder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function send(url: string, method: string, { headers = {}, body }: CallInit, dispatcher: Agent): Promise<Answer> {
  const isText = typeof body === 'string'
  const answer = await request(url, {
    method,
    dispatcher,
    headers: { ...(body !== undefined && !isText && { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? null : isText ? body : JSON.stringify(body),
  })
  const text = await answer.body.text()
  return { status: answer.statusCode, headers: answer.headers, text, body: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
