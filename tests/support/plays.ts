import type { TestSandbox } from './sandbox.ts'

/** A step as a trace tells it. */
export interface Step {
  who: string
  verb: string
  what: string
  to?: string
  reason?: string
  checks?: { check: string; outcome: string; reason?: string; cached?: true }[]
}

/** What A answers when somebody plays. */
export function playsOf(sandbox: () => TestSandbox) {
  const play = async (path: string) => (await sandbox().plain('servicea', path)).body
  const trace = async (path: string): Promise<Step[]> =>
    (await play(`${path}${path.includes('?') ? '&' : '?'}trace=1`)).trace
  return { play, trace }
}

/** The checks that failed, and who did them. */
export const failures = (steps: Step[]) =>
  steps.flatMap(({ who, checks = [] }) =>
    checks.filter(({ outcome }) => outcome === 'failed').map(({ check, reason }) => `${who} ${check}: ${reason}`),
  )
