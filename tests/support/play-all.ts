import { expect } from 'vitest'
import { until } from './until.ts'

/** The ports of processes on this machine, by the names of their settings. */
export type Ports = Record<string, number>

/**
 * The answer of a plain port; undefined when nobody answers there. Each call has a connection of its own: one that is kept
 * may be closed by the process in the moment in which it is used again.
 */
export async function ask(port: number | undefined, path: string, init: RequestInit = {}) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      ...init,
      headers: { ...Object.fromEntries(new Headers(init.headers)), connection: 'close' },
    })
    const text = await answer.text()
    return { status: answer.status, text, body: asJson(text) }
  } catch {
    return undefined
  }
}

/** Waits until a process says that it is well. */
export const untilHealthy = (port: number | undefined) =>
  until(`GET /healthz on port ${port}`, async () => (await ask(port, '/healthz'))?.status === 200)

/** Plays all four scenarios; in each, every callee must believe. */
export async function expectAllPlaysGood({ SERVICEA_PORT }: Ports): Promise<void> {
  const answers = await Promise.all([1, 2, 3, 4].map((number) => ask(SERVICEA_PORT, `/scenario${number}`)))
  const good = { valid: true }
  expect(answers.map((answer) => answer?.body)).toMatchObject([
    good,
    { serviceb: good, servicec: good },
    good,
    { serviceB: good, serviceC: good },
  ])
}

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into it as they like
function asJson(text: string): any {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
