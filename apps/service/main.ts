import { runCommand, runProcess } from '#core/process/run-process'
import { isRole, loadScenarios, ROLES } from '#scenarios'
import { serviceSettings } from './config.ts'
import { startService } from './start.ts'

const role = process.argv[2]
if (isRole(role)) {
  await runProcess(process, {
    name: role,
    words: [role],
    settings: serviceSettings(role),
    start: async (frame) => startService({ ...frame, role, scenarios: await loadScenarios() }),
  })
} else {
  const why = `say which service this is: ${ROLES.join(', ')}; for instance npm run servicea`
  await runCommand(process, { name: role ?? 'service', run: () => Promise.reject(new Error(why)) })
}
