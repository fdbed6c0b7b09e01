import { tmpdir } from 'node:os'
import { explainListen } from '#core/process/explain-listen'
import { endProcess, untilSecondSignal, untilSignal } from '#core/process/lifecycle'
import { runCommand } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { loadScenarios } from '#scenarios'
import { readWorkshopConfig } from './config.ts'
import { connectInsideAlone } from './connect-inside.ts'
import { roomWelcome } from './room-welcome.ts'
import { startWorkshop } from './start.ts'

await runCommand(process, {
  name: 'npm run workshop',
  subject: 'the workshop',
  about:
    'A room for the workshop: people join in their browsers with a code, and each gets a whole sandbox. It runs until Ctrl-C.',
  examples: ['npm run workshop', 'HOST=0.0.0.0 CONTROL_TOKEN=a-token-of-your-own npm run workshop'],
  further: () => ['Settings are variables, in the environment or in .env; .env.example explains every one.'],
  async run({ env, clock, terminal }) {
    const config = readWorkshopConfig(env)
    connectInsideAlone()
    const isPretty = config.logFormat === 'auto' ? terminal.isTerminal : config.logFormat === 'pretty'
    const logFormat = isPretty ? 'pretty' : 'json'
    const start = { config, clock, scenarios: await loadScenarios(), logFormat, write: terminal.write, temporary: tmpdir() } as const // prettier-ignore
    const workshop = await startWorkshop(start).catch(async (error: unknown) => {
      throw await explainListen(error, 'by WORKSHOP_PORT', clock)
    })
    terminal.tell(wrapText(roomWelcome(workshop, config.controlToken === undefined), terminal.columns))
    await untilSignal(process)
    await endProcess(process, workshop.close(), untilSecondSignal(process, clock))
    return 0
  },
})
