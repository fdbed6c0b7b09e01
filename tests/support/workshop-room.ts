import { cp, readdir, rm } from 'node:fs/promises'
import { expect } from 'vitest'
import { systemClock } from '#core/clock'
import type { Environment } from '#core/config/setting'
import { loadScenarios } from '#scenarios'
import { readWorkshopConfig } from '../../apps/workshop/config.ts'
import { startWorkshop, type RunningWorkshop } from '../../apps/workshop/start.ts'
import type { AskConsole } from '../../apps/console/workshop/step.ts'
import { openAskConsole } from './ask-console.ts'
import { certifiedTemplate, temporaryFolder } from './folders.ts'
import { PATIENT } from './sandbox.ts'

/** Somebody in a room, as a browser asks for her. */
export interface Participant {
  id: string
  cookie: string
  pageToken: string
  /** Any request. @param headers besides */
  request(path: string, init?: RequestInit): Promise<Response>
  ask: AskConsole
}

/** A room of a test. */
export interface TestWorkshop extends RunningWorkshop {
  url: string
  logs: string[]
  /** Folders of sandboxes that are there now. */
  folders(): Promise<string[]>
  join(name?: string): Promise<Participant>
  /** Her first page, which makes her sandbox where there is none. */
  open(person: Pick<Participant, 'cookie'>): Promise<string>
}

const JSON_BODY = { 'content-type': 'application/json' }

/** To make certificates is most of the work of a start. */
const prepare = async (folder: string) => cp(await certifiedTemplate(), folder, { recursive: true })

export async function openTestWorkshop(env: Environment = {}): Promise<TestWorkshop> {
  const temporary = await temporaryFolder()
  const logs: string[] = []
  const config = readWorkshopConfig({ ...PATIENT, WORKSHOP_PORT: '0', LOG_LEVEL: 'info', ...env })
  const write = (line: string) => void logs.push(line)
  const scenarios = await loadScenarios()
  const start = { config, clock: systemClock, scenarios, logFormat: 'json', write, temporary, prepare } as const
  const running = await startWorkshop(start)
  const url = `http://localhost:${running.port}`

  async function open({ cookie }: Pick<Participant, 'cookie'>): Promise<string> {
    const page = await fetch(`${url}/`, { headers: { cookie, accept: 'text/html' } })
    expect(page.status).toBe(200)
    const [, pageToken = ''] = /"pageToken":"([^"]+)"/.exec(await page.text()) ?? []
    return pageToken
  }

  async function join(name = 'Ada'): Promise<Participant> {
    const body = JSON.stringify({ name, code: running.room.look().code })
    const joined = await fetch(`${url}/join`, { method: 'POST', headers: JSON_BODY, body })
    expect(joined.status).toBe(201)
    const { id }: { id: string } = JSON.parse(await joined.text())
    const cookie = (joined.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? ''
    const pageToken = await open({ cookie })
    const request = (path: string, init: RequestInit = {}) =>
      fetch(url + path, { ...init, headers: { cookie, 'x-page-token': pageToken, ...init.headers } })
    const ask = await openAskConsole(url, { cookie })
    return { id, cookie, pageToken, request, ask }
  }

  return {
    ...running,
    url,
    logs,
    join,
    open,
    folders: async () => (await readdir(temporary, { recursive: true })).filter((name) => /seat-\w+$/.test(name)),
    async close() {
      await running.close()
      expect(await readdir(temporary)).toEqual([]) // nothing is kept
      await rm(temporary, { recursive: true })
    },
  }
}
