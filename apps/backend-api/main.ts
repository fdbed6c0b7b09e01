import { UsageFault } from '#core/process/command-line'
import { PLAIN_PORT, servePlainly } from '#core/process/plain-server'
import { runCommand } from '#core/process/run-process'
import { backendApi } from './backend-api.ts'

await runCommand(process, {
  name: 'npm run backend-api',
  about:
    'The backend of scenario 12 as a plain service of its own, for a cluster (deploy/kubernetes). It runs until Ctrl-C.',
  options: {
    ...PLAIN_PORT,
    name: { about: 'what it calls itself: backend-api where nothing is said', value: 'NAME' },
    path: { about: 'what it answers: /data where nothing is said', value: 'PATH' },
  },
  examples: ['npm run backend-api', 'npm run backend-api -- --name second-backend-api --path /data2'],
  run(call) {
    const { name = 'backend-api', path = '/data' } = call.options
    if (!/^\/[\w/-]*$/.test(String(path))) throw new UsageFault('--path is to begin with / and to have letters alone.')
    return servePlainly(process, call, String(name), backendApi(String(name), String(path)))
  },
})
