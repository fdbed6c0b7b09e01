import { explainListen } from '#core/process/explain-listen'
import { runUntilSignal } from '#core/process/lifecycle'
import type { CommandCall, Host } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { loadScenarios } from '#scenarios'
import { readWorkshopConfig } from './config.ts'
import { connectInsideAlone } from './connect-inside.ts'
import { roomWelcome } from './room-welcome.ts'
import { startWorkshop } from './start.ts'
import { surviveFaults } from './survive-faults.ts'

/**
 * Opens a room, says how to come in, and ends it at Ctrl-C.
 * @param temporary the folder for temporary files of this machine
 * @returns the exit code @throws ConfigFault, Error with a message for the person at the terminal
 */
export async function runRoom(host: Host, temporary: string, { env, clock, terminal }: CommandCall): Promise<number> {
  const config = readWorkshopConfig(env)
  connectInsideAlone()
  const isPretty = config.logFormat === 'auto' ? terminal.isTerminal : config.logFormat === 'pretty'
  return runUntilSignal(host, clock, async () => {
    const workshop = await startWorkshop({
      config,
      clock,
      scenarios: await loadScenarios(),
      logFormat: isPretty ? 'pretty' : 'json',
      write: terminal.write,
      temporary,
    }).catch(async (error: unknown) => {
      throw await explainListen(error, 'by WORKSHOP_PORT', clock)
    })
    surviveFaults(host, terminal.tell)
    terminal.tell(wrapText(roomWelcome(workshop, config.controlToken === undefined), terminal.columns))
    return workshop
  })
}
