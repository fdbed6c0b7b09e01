import { PLAIN_PORT, servePlainly } from '#core/process/plain-server'
import { runCommand } from '#core/process/run-process'
import { createBackendClient } from './ask-backend.ts'
import { DEFAULT_BACKENDS, readBackends } from './read-backends.ts'
import { webUi } from './web-ui.ts'

await runCommand(process, {
  name: 'npm run web-ui',
  about:
    'The page of scenario 12 as a plain service of its own, for a cluster (deploy/kubernetes). It runs until Ctrl-C.',
  options: {
    ...PLAIN_PORT,
    backend: {
      about: `whom it asks; may appear several times. ${DEFAULT_BACKENDS.join(' ')} where none is said`,
      value: 'URL',
      isRepeatable: true,
    },
  },
  examples: ['npm run web-ui', 'npm run web-ui -- --port 3100 --backend http://localhost:3101/data'],
  async run(call) {
    const client = createBackendClient()
    try {
      return await servePlainly(
        process,
        call,
        'web-ui',
        webUi({ backends: readBackends(call.lists?.['backend']), client }),
      )
    } finally {
      client.close()
    }
  },
})
