import { expect } from 'vitest'
import { systemClock } from '#core/clock'
import { CONTROLLED_NAMES, type ControlledName } from '#core/config/processes'
import type { FaultRuleInput } from '#core/control/fault-rules'
import type { ClockChangeInput } from '#core/control/move-clock'
import type { PresetName } from '#core/control/presets'
import type { Answer, TestSandbox } from './sandbox.ts'

/** The control plane of all processes of a sandbox, over HTTP. */
export interface Controlled {
  /** Sets a fault, or those of a preset. @returns the id of the first */
  fault(on: ControlledName, rule: FaultRuleInput | { preset: PresetName }): Promise<string>
  /** Takes one fault back, or all. */
  takeBack(on: ControlledName, id?: string): Promise<void>
  /** Moves the clocks of all of them. */
  clocks(change: ClockChangeInput): Promise<void>
  reset(): Promise<void>
  requests(on: ControlledName, query?: string): Promise<{ count: number; requests: Record<string, unknown>[] }>
  /** Any request, for what is refused. */
  ask(process: ControlledName, method: string, path: string, body?: unknown): Promise<Answer>
}

export function controlOf(sandbox: () => TestSandbox): Controlled {
  const ask: Controlled['ask'] = (process, method, path, body) =>
    sandbox().plain(process, `/control${path}`, { method, ...(body !== undefined && { body }) })
  async function must(status: number, ...question: Parameters<Controlled['ask']>): Promise<Answer> {
    const answer = await ask(...question)
    expect(answer, question.join(' ')).toMatchObject({ status })
    return answer
  }
  return {
    ask,
    fault: async (on, rule) => (await must(201, on, 'POST', '/faults', rule)).body.faults[0].id,
    takeBack: async (on, id) => void (await must(200, on, 'DELETE', id === undefined ? '/faults' : `/faults/${id}`)),
    async clocks(change) {
      const at = 'advance' in change || 'skew' in change ? {} : { at: systemClock.now() } // of one moment for all
      await Promise.all(CONTROLLED_NAMES.map((name) => must(200, name, 'PUT', '/clock', { ...change, ...at })))
    },
    reset: async () => void (await Promise.all(CONTROLLED_NAMES.map((name) => must(200, name, 'POST', '/reset')))),
    requests: async (on, query = '') => (await must(200, on, 'GET', `/requests${query}`)).body,
  }
}
