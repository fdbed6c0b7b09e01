import { UsageFault } from '#core/process/command-line'
import { runCommand, runProcess } from '#core/process/run-process'
import { isRole, loadScenarios, ROLES } from '#scenarios'
import { serviceSettings } from './config.ts'
import { startService } from './start.ts'

const role = process.argv[2]
if (isRole(role)) {
  await runProcess(process, {
    name: role,
    about: 'One of the services A, B and C, which call each other with tokens.',
    settings: serviceSettings(role),
    args: process.argv.slice(3),
    start: async (frame) => startService({ ...frame, role, scenarios: await loadScenarios() }),
  })
} else {
  await runCommand(process, {
    name: 'node apps/service/main.ts',
    about: `Starts a service: ${ROLES.join(', ')}.`,
    words: ['SERVICE'],
    examples: ROLES.map((name) => `npm run ${name}`),
    async run({ words: [name = ''] }) {
      throw new UsageFault(`There is no service "${name.slice(0, 40)}", only ${ROLES.join(', ')}.`)
    },
  })
}
