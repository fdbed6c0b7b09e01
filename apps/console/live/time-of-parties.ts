import type { Clock } from '#core/clock'
import { isObject } from '#core/token/claims'
import type { AskProcess } from './ask.ts'

/** The time of the parties, for the clock of the sandbox may have been moved. Milliseconds since 1970. @throws Problem peer-unreachable */
export async function timeOfParties({ ask, machine }: { ask: AskProcess; machine: Clock }): Promise<number> {
  const { body } = await ask('neighbours', { method: 'GET', path: '/control' })
  const clock = isObject(body) ? body['clock'] : undefined
  const now = isObject(clock) ? Date.parse(String(clock['now'])) : NaN
  return Number.isFinite(now) ? now : machine.now()
}
