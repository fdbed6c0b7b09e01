import { join } from 'node:path'
import { lackOfBrowser, openBrowser, type Browser } from '../support/chromium.ts'
import { startRunningSandbox, type RunningSandbox } from '../support/running-console.ts'
import { costOfTrace, drawTrace, loadFirstPage, openTraceServer, watchIdlePage } from './console-pages.ts'
import { costWithFollowers } from './followers.ts'
import type { Plan, TellProgress } from './load.ts'
import { spread, type Spread } from './summary.ts'
import { cpuSeconds } from './usage.ts'

/** A figure of the console, or of all processes together, with its limit. */
export interface ConsoleFigure extends Spread {
  name: string
  unit: 's' | 'ms' | '%' | 'x' | 'MB'
  /** Less than this. */
  aim?: number | undefined
}

interface Stand {
  sandbox: RunningSandbox
  plan: Plan
  /** Absent where there is none. */
  browser: Browser | undefined
}

type Measure = (stand: Stand) => Promise<number[]>

const idle =
  (path: string): Measure =>
  async ({ sandbox, browser, plan }) => {
    if (!browser) return []
    const { url, pid, stop } = await sandbox.startConsole()
    try {
      return [await watchIdlePage(browser, url + path, plan.idleSeconds, () => cpuSeconds(pid))]
    } finally {
      await stop()
    }
  }

const inTraceServer = async (
  plan: Plan,
  measure: (server: Awaited<ReturnType<typeof openTraceServer>>) => Promise<number>,
) => {
  const server = await openTraceServer()
  try {
    await measure(server) // what is used often is compiled better
    return await times(plan.rounds, () => measure(server))
  } finally {
    await server.close()
  }
}

/** As many as sit in a room. */
const FOLLOWERS = 30

const PARTS: Record<string, Pick<ConsoleFigure, 'unit' | 'aim'> & { measure: Measure }> = {
  'first page of the console, after it is up': {
    unit: 'ms',
    aim: 500,
    measure: ({ sandbox, plan }) => firstPages(sandbox, plan),
  },
  'page of a trace of 60 steps, CPU': { unit: 'ms', aim: 30, measure: ({ plan }) => inTraceServer(plan, costOfTrace) },
  'the same in a browser: scripts, styles, layout': {
    unit: 'ms',
    aim: 100,
    measure: async ({ plan, browser }) => (browser ? inTraceServer(plan, (server) => drawTrace(browser, server)) : []),
  },
  'console with an idle page of the stage, of a core': { unit: '%', aim: 1, measure: idle('/') },
  'console with an idle page of the keys, of a core': { unit: '%', aim: 1, measure: idle('/keys') },
  'console with an idle page of the control plane, of a core': { unit: '%', aim: 1, measure: idle('/control') },
  'CPU of scenario 1 with 30 who follow / with nobody': {
    unit: 'x',
    aim: 1.1,
    measure: ({ sandbox, plan }) => costWithFollowers(sandbox, plan, [0, FOLLOWERS]),
  },
  'CPU of scenario 1 that is recorded for a console / without one': {
    unit: 'x',
    measure: ({ sandbox, plan }) => costWithFollowers(sandbox, plan, ['no console', 0]),
  },
}

/** Their names. */
export const CONSOLE_ROWS: readonly string[] = Object.keys(PARTS)

/** Measures parts of the console. @param folder where keys can be put */
export async function measureConsole(
  rows: readonly string[],
  plan: Plan,
  folder: string,
  tell: TellProgress,
): Promise<ConsoleFigure[]> {
  tell('Starting the processes for the console …')
  const sandbox = await startRunningSandbox(folder, join(folder, 'console-keys'))
  const browser = lackOfBrowser === false ? await openBrowser() : undefined
  try {
    const figures: ConsoleFigure[] = []
    for (const name of rows) {
      const { measure, unit, aim } = PARTS[name] ?? {}
      if (!measure || unit === undefined) throw new Error(`there is no part "${name}"`)
      tell(`${name} …`)
      figures.push({ name, unit, aim, ...spread(await measure({ sandbox, plan, browser })) })
    }
    return figures
  } finally {
    await browser?.close()
    await sandbox.stop()
  }
}

async function times(count: number, act: () => Promise<number>): Promise<number[]> {
  const values: number[] = []
  for (let time = 0; time < count; time++) values.push(await act())
  return values
}

/** Each time of another process: the first page reads what all pages load. */
const firstPages = (sandbox: RunningSandbox, { starts }: Plan) =>
  times(starts, async () => {
    const { url, stop } = await sandbox.startConsole()
    try {
      return await loadFirstPage(`${url}/`)
    } finally {
      await stop()
    }
  })
