import { runCommand } from '#core/process/run-process'
import { refuseWords } from '#core/process/words'
import { loadScenarios } from '#scenarios'
import { readSandboxConfig } from './config.ts'
import { startProcesses } from './start-processes.ts'
import { welcome } from './welcome.ts'

await runCommand(process, {
  name: 'the sandbox',
  async run({ env, args, clock, terminal }) {
    refuseWords(args)
    const config = readSandboxConfig(env)
    const scenarios = await loadScenarios()
    const isPretty = config.logFormat === 'auto' ? terminal.isTerminal : config.logFormat === 'pretty'
    const tell = isPretty ? terminal.write : terminal.tell // lines of JSON are for a program, which is told nothing else
    const processes = startProcesses({ isPretty, clock, write: terminal.write, tell })
    if (await processes.ready) tell(welcome(config, scenarios))
    const code = await processes.ended
    const failure = processes.failure()
    if (failure !== undefined) throw new Error(failure)
    return code
  },
})
