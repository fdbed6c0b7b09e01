import { systemClock } from '#core/clock'
import { readConfig } from '#core/config/read-config'
import type { Environment } from '#core/config/setting'
import { loadScenarios } from '#scenarios'
import { consoleSettings } from '../../apps/console/config.ts'
import { startConsole } from '../../apps/console/start.ts'
import { settingsFor } from './ports.ts'
import type { TestSandbox } from './sandbox.ts'

/** A console of a test sandbox. */
export interface TestConsole {
  url: string
  /** All log lines so far. */
  logs: string[]
  close(): Promise<void>
}

/** @param env settings of its own, and other ports of the processes */
export async function openTestConsole(
  sandbox: Pick<TestSandbox, 'processes' | 'keysFolder'>,
  env: Environment = {},
): Promise<TestConsole> {
  const ports = Object.entries(sandbox.processes).map(([name, at]) =>
    settingsFor(name as keyof typeof sandbox.processes, at),
  ) // its own names
  const config = readConfig(
    consoleSettings,
    Object.assign({ CONSOLE_PORT: '0', KEYS_FOLDER: sandbox.keysFolder }, ...ports, env),
  )
  const logs: string[] = []
  const frame = {
    config,
    clock: systemClock,
    logFormat: 'json' as const,
    write: (line: string) => void logs.push(line),
  }
  const { port, close } = await startConsole({ ...frame, scenarios: await loadScenarios() })
  return { url: `http://localhost:${port}`, logs, close }
}

export interface ConsoleAnswer {
  status: number
  text: string
  body: any // oxlint-disable-line typescript/no-explicit-any -- tests look into it as they like
}

/** Asks a console as one of its pages does. */
export async function askAsPage(url: string) {
  const page = await (await fetch(url, { headers: { accept: 'text/html' } })).text()
  const pageToken = /"pageToken":"([^"]+)"/.exec(page)?.[1] ?? ''
  return async (path: string, body?: object, accept = 'application/json'): Promise<ConsoleAnswer> => {
    const answer = await fetch(url + path, {
      headers: { accept, 'x-page-token': pageToken, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isJson = answer.headers.get('content-type')?.includes('json')
    return { status: answer.status, text, body: isJson ? JSON.parse(text) : undefined }
  }
}
