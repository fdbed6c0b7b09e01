import { tmpdir } from 'node:os'
import { runCommand } from '#core/process/run-process'
import { runRoom } from './run-room.ts'

await runCommand(process, {
  name: 'npm run workshop',
  subject: 'the workshop',
  about:
    'A room for the workshop: people join in their browsers with a code, and each gets a whole sandbox. It runs until Ctrl-C.',
  examples: [
    'npm run workshop',
    'HOST=0.0.0.0 CONTROL_TOKEN="$(openssl rand -hex 16 | tee /dev/stderr)" npm run workshop',
  ],
  further: () => ['Settings are variables, in the environment or in .env; .env.example explains every one.'],
  run: (call) => runRoom(process, tmpdir(), call),
})
