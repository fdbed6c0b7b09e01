import { openPlainPort } from '#core/http/listen'
import { createLog } from '#core/log'
import { announce } from '#core/process/announce'
import type { Frame } from '#core/process/run-process'
import type { NumberedScenario } from '#scenarios'
import { composeConsole } from './compose-console.ts'
import type { ConsoleConfig } from './config.ts'

export interface ConsoleStart extends Frame<ConsoleConfig> {
  scenarios: readonly NumberedScenario[]
}

/** Takes its port, and begins to watch the other processes: it survives whatever they do. */
export async function startConsole({ config, clock, logFormat, write, scenarios, untilAllReach }: ConsoleStart) {
  const port = await openPlainPort({ ...config, clock })
  await untilAllReach?.('ports')
  await untilAllReach?.('folder')
  const log = createLog({ name: 'console', level: config.logLevel, format: logFormat, clock, write })
  const { app, close } = await composeConsole({ config, clock, scenarios, log })
  port.serve(app)
  announce(log, config.host, port)
  return {
    port: port.port,
    async close() {
      await close()
      await port.close()
    },
  }
}
