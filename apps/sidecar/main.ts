import { runUntilSignal } from '#core/process/lifecycle'
import { UsageFault } from '#core/process/command-line'
import { runCommand } from '#core/process/run-process'
import { isSidecarRole, SIDECAR_ROLES, sidecarLine } from './command.ts'
import { runSidecars } from './run-sidecars.ts'

const sidecarRole = process.argv[2]
if (isSidecarRole(sidecarRole)) {
  process.argv.splice(2, 1)
  await runCommand(process, {
    ...sidecarLine(sidecarRole),
    async run(call) {
      return runUntilSignal(process, call.clock, () => runSidecars(sidecarRole, call))
    },
  })
} else {
  await runCommand(process, {
    name: 'node apps/sidecar/main.ts',
    about: `Starts sidecars: ${SIDECAR_ROLES.join(', ')}.`,
    words: ['ROLE'],
    examples: SIDECAR_ROLES.map((name) => `npm run ${name} -- --config sidecar.yaml`),
    async run({ words: [name = ''] }) {
      throw new UsageFault(`There is no "${name.slice(0, 40)}", only ${SIDECAR_ROLES.join(', ')}.`)
    },
  })
}
