import { runCommand } from '#core/process/run-process'
import { wrapText } from '#core/process/wrap'
import { loadScenarios } from '#scenarios'
import { readSandboxConfig, refusePortsNobodyKnows } from './config.ts'
import { guestsOf, startedBeside, guestEnvironment } from './guest-cast.ts'
import { startProcesses } from './start-processes.ts'
import { welcome } from './welcome.ts'

await runCommand(process, {
  name: 'npm start',
  subject: 'the sandbox',
  about: 'Starts all processes, and says where each of them listens when all are ready. Ctrl-C stops everything.',
  examples: ['npm start', 'SERVICEA_PORT=3300 npm start', 'SERVICEB_URL=http://localhost:8080 npm start'],
  further: () => ['Settings are variables, in the environment or in .env; .env.example explains every one.'],
  async run({ env, clock, terminal }) {
    const config = readSandboxConfig(env)
    refusePortsNobodyKnows(env)
    const isPretty = config.logFormat === 'auto' ? terminal.isTerminal : config.logFormat === 'pretty'
    const tell = isPretty ? terminal.write : terminal.tell // lines of JSON are for a program, which is told nothing else
    const guests = guestsOf(env, config)
    const started = { names: startedBeside(guests), env: guestEnvironment(guests) }
    const processes = startProcesses({ ...started, isPretty, clock, write: terminal.write, tell })
    if (await processes.ready)
      tell(wrapText(welcome(config, await loadScenarios(), process.cwd(), guests), terminal.columns))
    const code = await processes.ended
    const failure = processes.failure()
    if (failure !== undefined) throw new Error(`the sandbox cannot start: ${failure}`)
    return code
  },
})
